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
	helmfile "github.com/helmfile/helmfile/pkg/errors"
	"github.com/helmfile/helmfile/pkg/helmexec"
	"github.com/helmfile/helmfile/pkg/state"
	"github.com/helmfile/helmfile/pkg/yaml"
	"github.com/spf13/cobra"
)

// notJSON is the exit code where an answer cannot be given; helmfile has none of that number.
const notJSON = 75

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
// JSON. Where JSON cannot hold it the exit code is 75, and the two verbs are there for it; any other failure is theirs.
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
	fit := true
	var mutex sync.Mutex // the files of a folder are read side by side
	put := func(st *state.HelmState) error {
		read, err := takeApart(st)
		if err != nil {
			return err
		}
		line, err := lineOf(st, read)
		mutex.Lock()
		defer mutex.Unlock()
		if err != nil {
			fit = false
			return err
		}
		_, err = fmt.Printf("\n%s%s\n", mark, line)
		return err
	}
	// As `build` prepares charts.
	prepare := state.ChartPrepareOptions{SkipRepos: true, SkipDeps: true, Concurrency: 2}
	err := app.New(build).ForEachState(func(run *app.Run) (_ bool, failed []error) {
		err := run.WithPreparedCharts("build", prepare, func() []error {
			if err := put(run.State()); err != nil {
				failed = []error{err} // what this returns is dropped
			}
			return failed
		})
		if err != nil {
			failed = append(failed, err)
		}
		return false, failed
	}, false, app.SetFilter(true))
	if !fit {
		return helmfile.NewExitError("the values are no JSON", notJSON)
	}
	return coded(err, options.AllowNoMatchingRelease)
}

// coded gives an error the words and the code that `build` ends with.
func coded(err error, noneIsFine bool) error {
	var ran helmexec.ExitError
	if errors.As(err, &ran) {
		return helmfile.NewExitError(ran.Error(), ran.ExitStatus())
	}
	code := 1
	switch one := err.(type) {
	case nil:
		return nil
	case *app.MultiError:
	case *app.Error:
		code = one.Code()
	case *app.NoMatchingHelmfileError:
		code = 3
		if noneIsFine {
			code = 0
		}
	default:
		return helmfile.NewExitError(fmt.Sprintf("unexpected error: %T: %v", err, err), code)
	}
	return helmfile.NewExitError(err.Error(), code)
}

// takeApart leaves a state of which nothing can be asked afterwards.
func takeApart(st *state.HelmState) (*readState, error) {
	read := &readState{Values: st.RenderedValues, Releases: []releaseLists{}}
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
	read.Source, err = st.FullFilePath()
	return read, err
}

// lineOf writes a state as JSON, or says that it is none; why would quote the values.
func lineOf(st *state.HelmState, read *readState) ([]byte, error) {
	text, err := st.ToYaml()
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal([]byte(text), &read.State); err != nil {
		return nil, errors.New("the helmfile is no JSON")
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(read) != nil {
		return nil, errors.New("the values are no JSON")
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
