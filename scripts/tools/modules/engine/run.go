package main

import (
	"io"
	"regexp"
	"strings"
	"sync"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/kube"
	kubefake "helm.sh/helm/v4/pkg/kube/fake"
	"helm.sh/helm/v4/pkg/storage"
	"helm.sh/helm/v4/pkg/storage/driver"
)

// recorder is a cluster that is never there: it notes what Helm builds in order to create it.
type recorder struct {
	kubefake.PrintingKubeClient
	mutex sync.Mutex
	built []string
}

var source = regexp.MustCompile(`(?m)^# Source: .*$`)
var kindAndName = regexp.MustCompile(`(?ms)^kind: *(\S+).*?^  name: *(\S+)`)

// Build is called with validation when something is about to be created, without when it is about to be deleted.
func (k *recorder) Build(reader io.Reader, creating bool) (kube.ResourceList, error) {
	text, err := io.ReadAll(reader)
	if err != nil || !creating {
		return kube.ResourceList{}, err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if source.Match(text) {
		k.built = append(k.built, "manifests")
	} else if found := kindAndName.FindSubmatch(text); found != nil {
		k.built = append(k.built, string(found[1])+"/"+string(found[2]))
	}
	return kube.ResourceList{}, nil
}

// runRecorded lets Helm's own install, or install and then upgrade, run its hooks against the recorder: the proof of
// the order that chartroom prints. "manifests" stands where Helm reads the release's own objects, before any hook.
func runRecorded(r request) ([]string, error) {
	cluster := &recorder{PrintingKubeClient: kubefake.PrintingKubeClient{Out: io.Discard, LogOutput: io.Discard}}
	config := action.NewConfiguration()
	config.KubeClient = cluster
	config.Capabilities = common.DefaultCapabilities.Copy()
	memory := driver.NewMemory()
	memory.SetNamespace(r.Namespace)
	config.Releases = storage.Init(memory)

	install := action.NewInstall(config)
	install.ReleaseName, install.Namespace = r.Name, r.Namespace
	install.WaitStrategy, install.SkipCRDs = kube.HookOnlyStrategy, true
	loaded, values, err := load(r, install)
	if err != nil {
		return nil, err
	}
	if _, err := install.Run(loaded, values); err != nil || !r.Upgrade {
		return cluster.built, err
	}
	cluster.built = nil
	if loaded, values, err = load(r, install); err != nil {
		return nil, err
	}
	upgrade := action.NewUpgrade(config)
	upgrade.Namespace, upgrade.WaitStrategy, upgrade.SkipCRDs = r.Namespace, kube.HookOnlyStrategy, true
	_, err = upgrade.Run(strings.Clone(r.Name), loaded, values)
	return cluster.built, err
}
