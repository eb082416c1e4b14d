package main

import (
	"bytes"
	"errors"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	chartv2 "helm.sh/helm/v4/pkg/chart/v2"
	"sigs.k8s.io/yaml"
)

// chartPart is a chart, or a subchart that these values enable, with the files that its values come from.
type chartPart struct {
	Path    []string      `json:"path"`    // keys from the release's values down to the chart's own
	Name    string        `json:"name"`    // the alias where there is one
	File    string        `json:"file"`    // of values.yaml, from the top chart's folder; an archive's own name inside one
	Values  string        `json:"values"`  // values.yaml as written
	Schema  string        `json:"schema"`  // values.schema.json as written, empty without one
	Imports []chartImport `json:"imports"` // what the chart's own values take from its subcharts
	Depends []string      `json:"depends"` // keys of all subcharts that Chart.yaml names, enabled or not
}

// chartImport is one entry of import-values: the keys below child of the subchart become those below parent.
type chartImport struct {
	Chart  string `json:"chart"`
	Child  string `json:"child"`
	Parent string `json:"parent"`
}

// chartAnswer holds the values that the templates see, and the parts that they can come from.
type chartAnswer struct {
	Values map[string]any `json:"values"`
	Error  string         `json:"error,omitempty"` // why there are no values
	Parts  []chartPart    `json:"parts"`
}

// describe reads a chart for values: the parts as they stand on disk, and what Helm makes of them.
func describe(r request) (*chartAnswer, error) {
	loaded, values, err := load(r, action.NewInstall(action.NewConfiguration()))
	if err != nil {
		return nil, err
	}
	top, ok := loaded.(*chartv2.Chart)
	if !ok {
		return nil, errors.New("this version of charts is not known")
	}
	answer := &chartAnswer{Parts: []chartPart{}}
	coalesced, err := coalesceLoaded(top, values)
	if err != nil {
		answer.Error = err.Error()
	}
	answer.Values = coalesced
	collect(answer, top, []string{}, "", false)
	return answer, nil
}

func collect(answer *chartAnswer, c *chartv2.Chart, path []string, folder string, archived bool) {
	part := chartPart{Path: path, Name: c.Name(), File: folder + "values.yaml", Schema: string(c.Schema), Imports: []chartImport{}}
	if archived {
		part.File = strings.TrimSuffix(folder, "/")
	}
	part.Values = string(raw(c, "values.yaml"))
	for _, needed := range c.Metadata.Dependencies {
		for _, one := range needed.ImportValues {
			if pair, ok := one.(map[string]string); ok { // ProcessDependencies has brought both forms into this one
				part.Imports = append(part.Imports, chartImport{needed.Name, pair["child"], pair["parent"]})
			}
		}
	}
	var stated chartv2.Metadata // Chart.yaml as written: the loaded one has lost the disabled subcharts
	part.Depends = []string{}
	if yaml.Unmarshal(raw(c, "Chart.yaml"), &stated) == nil {
		for _, one := range stated.Dependencies {
			if one.Alias != "" {
				part.Depends = append(part.Depends, one.Alias)
			} else {
				part.Depends = append(part.Depends, one.Name)
			}
		}
	}
	answer.Parts = append(answer.Parts, part)
	for _, sub := range c.Dependencies() {
		below := append(append([]string{}, path...), sub.Name())
		if archived {
			collect(answer, sub, below, folder, true)
			continue
		}
		inside, isArchive := placeOf(c, sub)
		collect(answer, sub, below, folder+inside, isArchive)
	}
}

// placeOf finds a subchart's folder, or the archive it came in, among its parent's files; "charts/" when neither shows it.
func placeOf(parent, sub *chartv2.Chart) (folder string, archived bool) {
	archives := []string{}
	for _, file := range parent.Raw {
		rest, below := strings.CutPrefix(file.Name, "charts/")
		if !below {
			continue
		}
		name, inner, nested := strings.Cut(rest, "/")
		if !nested {
			archives = append(archives, file.Name)
			continue
		}
		if inner == "Chart.yaml" && bytes.Equal(file.Data, raw(sub, "Chart.yaml")) {
			return "charts/" + name + "/", false
		}
	}
	var metadata chartv2.Metadata
	if yaml.Unmarshal(raw(sub, "Chart.yaml"), &metadata) == nil {
		for _, name := range archives {
			if strings.HasPrefix(name, "charts/"+metadata.Name+"-") {
				return name + "/", true
			}
		}
	}
	return "charts/", true
}

func raw(c *chartv2.Chart, name string) []byte {
	for _, file := range c.Raw {
		if file.Name == name {
			return file.Data
		}
	}
	return nil
}
