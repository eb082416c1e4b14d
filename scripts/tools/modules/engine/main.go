// Command engine renders charts with Helm's own packages, as `helm template` does, without starting a process a chart.
// One JSON request a line on stdin, one JSON answer a line on stdout, in the order in which they are done: the id
// says which is whose. It ends when stdin ends. Values come through the pipe only and are never written or logged.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

type request struct {
	ID          int64                   `json:"id"`
	Op          string                  `json:"op"`
	Chart       string                  `json:"chart"` // absolute path of a folder or an archive
	Name        string                  `json:"name"`
	Namespace   string                  `json:"namespace"`
	Values      string                  `json:"values"` // YAML text, as a values file holds it
	Upgrade     bool                    `json:"upgrade"`
	Phases      []string                `json:"phases"`   // "install", "upgrade": those to render
	Objects     bool                    `json:"objects"`  // with the objects of each render
	Accepted    bool                    `json:"accepted"` // Helm has found these values good by the chart's schema before
	KubeVersion string                  `json:"kubeVersion"`
	APIVersions []string                `json:"apiVersions"`
	IncludeCRDs bool                    `json:"includeCrds"`
	Files       []struct{ Text string } `json:"files"`
}

type answer struct {
	ID     int64      `json:"id"`
	OK     bool       `json:"ok"`
	Error  string     `json:"error,omitempty"`
	Phases []rendered `json:"phases,omitempty"` // in the order of the request
	Value  any        `json:"value,omitempty"`
	Order  []string   `json:"order,omitempty"`
}

func main() {
	// A render leaves much behind and keeps nothing: with Go's own 100 a third of the time went into looking for it.
	debug.SetGCPercent(400)
	// Helm logs what it also returns, and its log could quote values.
	slog.SetDefault(slog.New(slog.DiscardHandler))
	log.SetOutput(io.Discard)
	out := newWriter(os.Stdout)
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var open sync.WaitGroup
	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			slots <- struct{}{}
			open.Go(func() {
				defer func() { <-slots }()
				out.write(serve(line))
			})
		}
		if err != nil {
			break
		}
	}
	open.Wait()
	out.close()
}

// serve answers one line. A panic while a chart is rendered is that request's error.
func serve(line []byte) (a answer) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: "malformed request"} // the decoder's own words would quote the line
	}
	defer func() {
		if p := recover(); p != nil {
			a = answer{ID: r.ID, Error: fmt.Sprintf("Helm panicked: %v", p)}
		}
	}()
	var err error
	switch r.Op {
	case "version":
		caps := common.DefaultCapabilities.Copy()
		a.Value = map[string]string{"helm": caps.HelmVersion.Version, "kube": caps.KubeVersion.Version}
	case "render":
		a.Phases, err = renderPhases(r)
	case "values":
		a.Value, err = mergeValues(r)
	case "coalesce":
		a.Value, err = coalesce(r)
	case "chart":
		a.Value, err = describe(r)
	case "run":
		a.Order, err = runRecorded(r)
	default:
		err = errors.New("unknown operation " + r.Op)
	}
	a.ID, a.OK = r.ID, err == nil
	if err != nil {
		a.Error = err.Error()
	}
	return a
}

// mergeValues reads values files as `helm -f a -f b` does.
func mergeValues(r request) (map[string]any, error) {
	merged := map[string]any{}
	for i, file := range r.Files {
		values, err := loader.LoadValues(bytes.NewBufferString(file.Text))
		if err != nil {
			return nil, fmt.Errorf("failed to parse file %d: %w", i, err)
		}
		merged = loader.MergeMaps(merged, values)
	}
	return merged, nil
}

// writer holds answers until they are read: whoever asks can be busy with something else, and what was asked goes on.
type writer struct {
	mutex sync.Mutex
	held  bytes.Buffer
	more  chan struct{} // something is held
	ended chan struct{}
}

func newWriter(to io.Writer) *writer {
	w := &writer{more: make(chan struct{}, 1), ended: make(chan struct{})}
	go func() {
		defer close(w.ended)
		for range w.more {
			w.mutex.Lock()
			lines := w.held
			w.held = bytes.Buffer{}
			w.mutex.Unlock()
			_, _ = lines.WriteTo(to)
		}
	}()
	return w
}

func (w *writer) write(a answer) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a); err != nil { // an infinite number in values: JSON has none
		line.Reset()
		_ = encoder.Encode(answer{ID: a.ID, Error: "the answer is no JSON: " + err.Error()})
	}
	w.mutex.Lock()
	_, _ = line.WriteTo(&w.held)
	w.mutex.Unlock()
	select {
	case w.more <- struct{}{}:
	default: // it is known
	}
}

// close waits until everything is written.
func (w *writer) close() {
	close(w.more)
	<-w.ended
}
