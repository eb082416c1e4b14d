/** `chartroom help render`. */
export const help = `Usage: chartroom -e ENVIRONMENT render [RELEASE]... [--phase install|upgrade] [-o DIRECTORY]
       chartroom -e ENVIRONMENT render [RELEASE]... --layout argocd|flux -o DIRECTORY

Renders the environment's releases with their final values and prints them in the order in which Helm acts on them:
hooks that come first, the objects, hooks that come after, tests. What stands in a Secret prints as <secret>, there and
wherever else the same value appears.

  --phase install|upgrade   a first install (the default), or an upgrade
  -o, --output DIRECTORY    write DIRECTORY/NAMESPACE/RELEASE/KIND-NAME.yaml instead, an object a file, for kubectl apply;
                            hooks apart, in hooks/; what holds a secret is masked and named .yaml.masked, which kubectl
                            passes over. A later run removes what it wrote and is no more
  --layout argocd|flux      with -o: a tree for git that Argo CD or Flux applies, ENVIRONMENT/NAMESPACE/RELEASE/ and one
                            Application or the Kustomizations of each release; secrets stay references (ref+sops://...)
  --repo URL                where that tree is cloned from (without: git's remote origin); --revision REF (HEAD)
  --force                   write over files that are somebody's own, or were edited
  --kube-version VERSION    render for this Kubernetes version
  --no-cache                ask helmfile and render again, whatever was kept

Example: chartroom -e staging render phoenix --phase upgrade
`;
