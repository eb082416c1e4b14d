import type { CodeRow } from "./row.ts";

/** CR720 to CR739: the image of an application, and where its tag is written. */
export const imageCodes = {
  CR720: {
    severity: "error",
    title: "no engine that builds images",
    docs: "`chartroom image` builds with docker, podman, buildah or buildkit (buildctl), whichever is on PATH and answers, in this order. None was found, or none answered; the note says what was seen. Install one of them, or start the one that is there (`systemctl start docker`, `podman machine start`). `--engine` or CHARTROOM_ENGINE names the one to use.",
  },
  CR721: {
    severity: "error",
    title: "nothing to build an image from",
    docs: "The folder has no Dockerfile (or not the one that `--dockerfile` names), so there is nothing to build. `chartroom init phoenix` writes a Dockerfile and a .dockerignore for a Phoenix project; a Dockerfile of your own does as well.",
  },
  CR722: {
    severity: "error",
    title: "the image could not be built",
    docs: "The engine stopped; its own words stand above, and the last of them are usually the reason: a dependency that does not compile, a base image that cannot be pulled, a full disk. No tag was written and nothing was loaded. The steps that were done are kept by the engine, so the next build goes on from there.",
  },
  CR723: {
    severity: "warning",
    title: "files that git ignores go into the image",
    docs: "What .gitignore names stays out of the repository, often because it is private or made by a tool: .env files, dependencies, build output. A Dockerfile's `COPY . .` takes it all the same unless .dockerignore names it, too, so it may end in the image. Such files count for the tag as a change that is not committed, since no commit says what they hold. Name them in .dockerignore, or, where they belong into the image, commit them.",
  },
  CR724: {
    severity: "error",
    title: "the content of the image cannot be told",
    docs: "The tag says what went into the image, so the files have to be read: by git, where the folder is part of a repository, else one by one. That failed; the message says what stood in the way. A repository of another user is refused by git until `git config --global --add safe.directory PATH` allows it.",
  },
  CR725: {
    severity: "error",
    title: "the environment names no image",
    docs: "With `-e`, the image gets the name that the environment's values give it: the `image.repository` of a release, as in `phoenix.image.repository`. No value of this environment does, or several do and it is not clear which application is meant. `--release NAME` says whose image it is, `--image NAME` what it is called.",
  },
  CR726: {
    severity: "error",
    title: "the tag cannot be written",
    docs: "The tag is written into the environment's own values file, as one line, and everything else in that file stays as it is. That is refused where it could not be done without guessing: the file is a template or encrypted, the place is shared through an anchor, another layer sets the tag afterwards, `image.digest` is set (it wins over any tag), or the result is not what the chart's schema accepts. The file is as it was. `--values FILE` names another file; `--no-write` leaves writing to you.",
  },
  CR727: {
    severity: "error",
    title: "the image could not be loaded into the cluster",
    docs: "A local cluster has a store of images of its own, so what was built has to be copied there: by `minikube image load`, `kind load`, or `ctr images import` for a containerd of your own. That program is missing, or it failed; its words are in the note. For any other cluster push the image to a registry that it can reach.",
  },
  CR728: {
    severity: "error",
    title: "there is no such image",
    docs: "The image that is to be loaded is not in the engine's store: it was built on another machine, by another engine, or was removed. `chartroom image build` makes it.",
  },
  CR729: {
    severity: "warning",
    title: "the tag is written into the image's own content",
    docs: "The values file that got the tag lies in the build's context, so the next build has other files than this one, and another tag, which is written again: the tag never comes to rest, and the image that is released is never the one of the commit that names it. Name the file, or the folder of the environments, in .dockerignore: an image has no use for it.",
  },
} as const satisfies Record<string, CodeRow>;
