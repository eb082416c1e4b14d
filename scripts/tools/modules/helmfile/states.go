package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"

	"github.com/helmfile/helmfile/pkg/app"
	"github.com/helmfile/helmfile/pkg/config"
	"github.com/helmfile/helmfile/pkg/state"
	"github.com/helmfile/helmfile/pkg/yaml"
	"github.com/spf13/cobra"
)

// mark begins each line of an answer: hooks print on stdout, too.
const mark = "\x1echartroom "

// readState is one helmfile of those that were read.
type readState struct {
	Source string         `json:"source"`
	State  map[string]any `json:"state"` // as `build` prints it, without what follows
	Values map[string]any `json:"values"`
	// In the order of the releases in State.
	Releases []releaseLists `json:"releases"`
}

type releaseLists struct {
	Values  list `json:"values"`
	Secrets list `json:"secrets"`
}

// list is a release's list of values in both forms.
type list struct {
	Named []any `json:"named"` // names of files, or values that stand in the helmfile itself
	Full  []any `json:"full"`  // the values; a file that may be missing, and is, has no entry here
}

// statesCommand prints what `build` and `build --embed-values` print, of one reading: whoever wants the names of the
// layers and the values in them need not have everything rendered and decrypted twice. Each helmfile is one line of
// JSON. What JSON cannot hold is an error, and the two verbs are there for it.
func statesCommand(options *config.GlobalOptions) *cobra.Command {
	return &cobra.Command{
		Use:    "states",
		Hidden: true,
		RunE: func(*cobra.Command, []string) error {
			// Started without a garbage collector: what is allocated before this is needed to the end.
			if os.Getenv("GOGC") == "off" {
				_ = os.Unsetenv("GOGC")
				debug.SetGCPercent(100)
			}
			return readStates(options)
		},
	}
}

func readStates(options *config.GlobalOptions) error {
	build := config.NewBuildImpl(config.NewGlobalImpl(options), config.NewBuildOptions())
	if err := config.NewCLIConfigImpl(build.GlobalImpl); err != nil {
		return err
	}
	if err := build.ValidateConfig(); err != nil {
		return err
	}
	// The files of a folder are read side by side.
	var mutex sync.Mutex
	// As `build` prepares charts.
	prepare := state.ChartPrepareOptions{SkipRepos: true, SkipDeps: true, Concurrency: 2}
	return app.New(build).ForEachState(func(run *app.Run) (bool, []error) {
		err := run.WithPreparedCharts("build", prepare, func() []error {
			line, err := answer(run.State())
			if err != nil {
				return []error{err}
			}
			mutex.Lock()
			defer mutex.Unlock()
			_, _ = fmt.Printf("\n%s%s\n", mark, line)
			return nil
		})
		if err != nil {
			return false, []error{err}
		}
		return false, nil
	}, false, app.SetFilter(true))
}

// answer takes a state apart: nothing can be asked of it afterwards.
func answer(st *state.HelmState) ([]byte, error) {
	read := readState{Values: st.RenderedValues, Releases: []releaseLists{}}
	for _, release := range st.Releases {
		values, err := both(st, release, release.Values)
		if err != nil {
			return nil, err
		}
		secrets, err := both(st, release, release.Secrets)
		if err != nil {
			return nil, err
		}
		read.Releases = append(read.Releases, releaseLists{values, secrets})
	}
	st.RenderedValues = nil
	for at := range st.Releases {
		st.Releases[at].Values, st.Releases[at].Secrets = nil, nil
	}
	var err error
	if read.Source, err = st.FullFilePath(); err != nil {
		return nil, err
	}
	text, err := st.ToYaml()
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal([]byte(text), &read.State); err != nil {
		return nil, err
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(read) != nil {
		return nil, errors.New("the values are no JSON") // its own words would quote them
	}
	return bytes.TrimSpace(line.Bytes()), nil
}

func both(st *state.HelmState, release state.ReleaseSpec, named []any) (list, error) {
	full, err := st.LoadYAMLForEmbedding(&release, named, release.MissingFileHandler, release.ValuesPathPrefix)
	for at, values := range full {
		if none, ok := values.(map[string]any); ok && none == nil { // an empty file: YAML has `{}` for it
			full[at] = map[string]any{}
		}
	}
	return list{append([]any{}, named...), append([]any{}, full...)}, err
}
