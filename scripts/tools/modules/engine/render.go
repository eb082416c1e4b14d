package main

import (
	"bytes"
	"fmt"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader"
	chartv2 "helm.sh/helm/v4/pkg/chart/v2"
	v2loader "helm.sh/helm/v4/pkg/chart/v2/loader"
	v2util "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/cli"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// render does what `helm template NAME CHART -f -` does, and prints as it prints.
func render(r request) (text, notes string, err error) {
	client := action.NewInstall(action.NewConfiguration())
	if r.KubeVersion != "" {
		version, err := common.ParseKubeVersion(r.KubeVersion)
		if err != nil {
			return "", "", fmt.Errorf("invalid kube version '%s': %w", r.KubeVersion, err)
		}
		client.KubeVersion = version
	}
	client.DryRunStrategy = action.DryRunClient
	client.Replace = true
	client.APIVersions = common.VersionSet(r.APIVersions)
	client.IncludeCRDs = r.IncludeCRDs
	client.IsUpgrade = r.Upgrade
	client.ReleaseName, client.Namespace = r.Name, r.Namespace
	loaded, values, err := load(r, client)
	if err != nil {
		return "", "", err
	}
	releaser, err := client.Run(loaded, values)
	rel, _ := releaser.(*release.Release)
	if err != nil {
		if rel != nil {
			err = fmt.Errorf("%w\n\nUse --debug flag to render out invalid YAML", err)
		}
		return "", "", err
	}
	var out bytes.Buffer
	fmt.Fprintln(&out, strings.TrimSpace(rel.Manifest))
	for _, hook := range rel.Hooks {
		fmt.Fprintf(&out, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
	}
	return out.String(), rel.Info.Notes, nil
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
