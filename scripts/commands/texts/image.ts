/** `chartroom help image`. */
export const help = `Usage: chartroom [-e ENVIRONMENT] image build [DIR] [OPTION]... [-- ENGINE OPTION...]
       chartroom [-e ENVIRONMENT] image load [IMAGE] [OPTION]...

  build   build the image of DIR (this folder without one) and print its name. With an environment: name it as the
          environment's values do, load it into the environment's cluster where that is a local one, and write the tag
          into the environment's own values file; one line of it changes, comments and order stay
  load    copy IMAGE, or the one that the environment's values name, into a local cluster

The tag says what is in the image, so the same files give the same tag, and what is there is not built again:
  3f2a91c0d4e5                      the git tree of DIR, without what .dockerignore names
  3f2a91c0d4e5-dirty-8c1b6e0f2a47   the last commit's tree and that of the files as they lie there
  files-b70c9d3e5a12                without git
  ...-with-1a2b3c4d                 with --base, --platform, --dockerfile or engine options: a hash of these

Options:
  --engine NAME      docker, podman, buildah or buildkit; CHARTROOM_ENGINE does the same. Without: the first that answers
  --base NAME=IMAGE  another base image: the Dockerfile's argument NAME, NAME_IMAGE (--base runner=debian:12-slim)
  --image NAME       the image's name without a tag; it is written with the tag
  --release NAME     whose image it is, where an environment has several
  --to CLUSTER       minikube[:PROFILE], kind[:CLUSTER] or containerd[:SOCKET]; without it the environment's context says
  --values FILE      the values file to write the tag into
  --dockerfile FILE  another file than DIR/Dockerfile
  --platform NAME    as in linux/amd64
  --force            build although the tag is there
  --no-load          leave the cluster alone
  --no-write         leave the values alone
  --format json      what was done as JSON, on stdout

No value of an environment goes into a build, secret or not: an image holds none.

Examples: chartroom -e local image build
          chartroom -e staging image build apps/shop --no-load
          chartroom image load shop:3f2a91c0d4e5 --to kind
`;
