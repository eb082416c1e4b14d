/** `chartroom help init`. */
export const help = `Usage: chartroom init phoenix [DIR] [OPTIONS]

Reads the Phoenix project in DIR (else here): says what it found and why, shows what it would write, asks, and writes
the release image (Dockerfile, rel/), compose.yaml, an environment with its helmfile entry, and the charts. Lines for
files that are yours are told, not written. Run it again whenever you like: a second run changes nothing, and a file
that you edited is never overwritten without --force.

What is chosen (asked on a terminal; .chartroom.json remembers it):
  -e, --environment NAME   the environment to write: local; another one is added by another run
      --kube-context NAME  its context of your kubeconfig: minikube
      --namespace NAME     its namespace: the release's name
      --host NAME          its host name, PHX_HOST: NAME.localhost
      --image NAME         the image without a tag: ghcr.io/you/shop
      --port N             the port that the release listens on: 4000
      --clustering KIND    none; dns: nodes find each other by a headless Service; dns-srv: by names that last,
                           in a StatefulSet; kubernetes: by asking the API server

What is found (a flag says otherwise):
      --app NAME           the application of an umbrella that migrates; one that serves HTTP without Phoenix
      --release NAME       the release's name
      --assets KIND        esbuild, webpack or none
      --elixir V, --otp V  the versions that the image is built with
      --no-mix             read mix.exs as text, and do not run it in mix

What is done:
      --dry-run            show only, write nothing
      --diff               show new files whole
      --yes                take the defaults, write without asking
      --force              replace files that you edited, or that were there before
      --keep               take your edited files for the answer, where chartroom has another text
      --key-file FILE      your age key, made where it is not there; without it sops' own default key file
      --format json        what was found, chosen and done, for programs

Example: chartroom init phoenix ~/src/shop --image ghcr.io/you/shop
`;
