// Command helmfile is helmfile, all of it its own packages, with one verb more (states.go). Users' habits, signals and
// exit codes are those of helmfile's own program (test/tools/built.test.ts).
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/helmfile/helmfile/cmd"
	"github.com/helmfile/helmfile/pkg/app"
	"github.com/helmfile/helmfile/pkg/config"
	"github.com/helmfile/helmfile/pkg/errors"
	"github.com/helmfile/helmfile/pkg/telemetry"
)

func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- run() }()
	select {
	case got := <-signals:
		if app.Cancel != nil { // nil until helmfile has read its flags
			app.Cancel()
		}
		app.CleanWaitGroup.Wait()
		code := 128 + int(got.(syscall.Signal))
		flush(nil, code)
		os.Exit(code)
	case err := <-ended:
		code := 0
		if coded, ok := err.(errors.ExitCoder); ok {
			code = coded.ExitCode()
		} else if err != nil {
			code = 1
		}
		flush(err, code)
		errors.HandleExitCoder(err)
	}
}

func run() error {
	options := new(config.GlobalOptions)
	root, err := cmd.NewRootCmd(options)
	if err != nil {
		return err
	}
	root.AddCommand(statesCommand(options))
	return root.Execute()
}

// flush sends what was traced, where the user has turned that on.
func flush(err error, code int) {
	ctx, cancel := context.WithTimeout(context.Background(), telemetry.ShutdownTimeout)
	defer cancel()
	_ = telemetry.Shutdown(ctx, err, code)
}
