package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chartv2 "helm.sh/helm/v4/pkg/chart/v2"
	v2loader "helm.sh/helm/v4/pkg/chart/v2/loader"
	v2util "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/cli"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// rendered is one phase of a release: what `helm template` prints, or why it prints nothing.
type rendered struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	Same  bool   `json:"same,omitempty"` // as the first phase, and not rendered: text and notes are empty
	Text  string `json:"text"`
	Notes string `json:"notes"`
	// Where they were asked for: see readDocuments.
	Documents []json.RawMessage `json:"documents,omitempty"`
}

// renderPhases does what `helm template NAME CHART -f -` does, without and with --is-upgrade, and prints as it prints.
// The chart is read from disk once, and its schema is checked once: what the schema says of values knows no phase. What
// certainly renders to the same in another phase is not rendered again.
func renderPhases(r request) ([]rendered, error) {
	if len(r.Phases) == 0 {
		return nil, errors.New("no phase to render")
	}
	answers := make([]rendered, 0, len(r.Phases))
	var read *chartv2.Chart
	accepted := r.Accepted
	first := map[string]int{}
	for at, phase := range r.Phases {
		if at > 0 && answers[0].OK && read != nil && sameInBothPhases(read) {
			answers = append(answers, rendered{OK: true, Same: true})
			continue
		}
		one, text, notes, err := renderPhase(r, phase == "upgrade", accepted, &read)
		accepted = accepted || one != nil // Helm checks the schema before there is a release
		if err != nil {
			answers = append(answers, rendered{Error: err.Error()})
			continue
		}
		answer := rendered{OK: true, Text: text, Notes: notes}
		if r.Objects {
			answer.Documents = readDocuments(text, first)
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// renderPhase renders once; the release is nil where Helm failed before it rendered. The chart is made anew each time,
// of the files that were read for the first, which leaves it in `read`: Helm changes the chart that it is given.
func renderPhase(r request, upgrade, accepted bool, read **chartv2.Chart) (rel *release.Release, text, notes string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("Helm panicked: %v", p)
		}
	}()
	client := action.NewInstall(action.NewConfiguration())
	if r.KubeVersion != "" {
		version, err := common.ParseKubeVersion(r.KubeVersion)
		if err != nil {
			return nil, "", "", fmt.Errorf("invalid kube version '%s': %w", r.KubeVersion, err)
		}
		client.KubeVersion = version
	}
	client.DryRunStrategy = action.DryRunClient
	client.Replace = true
	client.APIVersions = common.VersionSet(r.APIVersions)
	client.IncludeCRDs = r.IncludeCRDs
	client.IsUpgrade = upgrade
	client.ReleaseName, client.Namespace = r.Name, r.Namespace
	client.SkipSchemaValidation = accepted
	loaded, values, err := again(r, client, *read)
	if err != nil {
		return nil, "", "", err
	}
	if top, ok := loaded.(*chartv2.Chart); ok {
		*read = top
	}
	releaser, err := client.Run(loaded, values)
	rel, _ = releaser.(*release.Release)
	if err != nil {
		if rel != nil {
			err = fmt.Errorf("%w\n\nUse --debug flag to render out invalid YAML", err)
		}
		return rel, "", "", err
	}
	var out bytes.Buffer
	fmt.Fprintln(&out, strings.TrimSpace(rel.Manifest))
	for _, hook := range rel.Hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return rel, out.String(), rel.Info.Notes, nil
}

// again is load, of the files of a chart that load has read and found good before.
func again(r request, client *action.Install, read *chartv2.Chart) (chart.Charter, map[string]any, error) {
	if read == nil {
		return load(r, client)
	}
	buffered := make([]*archive.BufferedFile, 0, len(read.Raw))
	for _, file := range read.Raw {
		buffered = append(buffered, &archive.BufferedFile{Name: file.Name, ModTime: file.ModTime, Data: file.Data})
	}
	values, err := v2loader.LoadValues(strings.NewReader(r.Values))
	if err != nil {
		return nil, nil, err
	}
	loaded, err := v2loader.LoadFiles(buffered)
	return loaded, values, err
}

// load finds the chart and reads the values in Helm's order, so that of two errors the same one is told.
func load(r request, client *action.Install) (chart.Charter, map[string]any, error) {
	path, err := client.LocateChart(r.Chart, cli.New())
	if err != nil {
		return nil, nil, err
	}
	values, err := v2loader.LoadValues(strings.NewReader(r.Values))
	if err != nil {
		return nil, nil, fmt.Errorf("failed to parse -: %w", err)
	}
	loaded, err := loader.Load(path)
	if err != nil {
		return nil, nil, err
	}
	accessor, err := chart.NewAccessor(loaded)
	if err != nil {
		return nil, nil, err
	}
	if kind := accessor.MetadataAsMap()["Type"]; kind != "" && kind != "application" {
		return nil, nil, fmt.Errorf("%s charts are not installable", kind)
	}
	if needed := accessor.MetaDependencies(); len(needed) > 0 {
		if err := action.CheckDependencies(loaded, needed); err != nil {
			return nil, nil, fmt.Errorf("an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: %w", err)
		}
	}
	return loaded, values, nil
}

// coalesce gives the values that the chart's templates see, subcharts' values under their names.
func coalesce(r request) (map[string]any, error) {
	loaded, values, err := load(r, action.NewInstall(action.NewConfiguration()))
	if err != nil {
		return nil, err
	}
	return coalesceLoaded(loaded, values)
}

func coalesceLoaded(loaded chart.Charter, values map[string]any) (map[string]any, error) {
	if v2, ok := loaded.(*chartv2.Chart); ok {
		if err := v2util.ProcessDependencies(v2, values); err != nil {
			return nil, err
		}
	}
	return util.CoalesceValues(loaded, values)
}
