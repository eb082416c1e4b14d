import { assert, suite } from "../harness.ts";
import { loadCommand, whyShared } from "./context.ts";
import { readWords } from "./words.ts";

const test = suite("e2e: a cluster that is there already");

test("the command line", () => {
  assert.equal(readWords(["01", "--kept", "02"]), { kept: true, short: false, wanted: ["01", "02"] });
  assert.equal(readWords(["--context", "kind-a", "--images", "i.tar", "11"]), {
    kept: false,
    short: false,
    context: "kind-a",
    images: "i.tar",
    wanted: ["11"],
  });
  assert.is(readWords(["11", "--context"]).context, true);
  assert.is(readWords(["--context", "--ci"]).context, true);
  assert.is(readWords(["--save-images", "i.tar"]).save, "i.tar");
  assert.throws(() => readWords(["--contxt", "a"]), /there is no option --contxt/);
  assert.throws(() => readWords(["--context", "a", "--load"]), /--load what/);
  assert.throws(() => readWords(["--load", "cat"]), /--context/);
  assert.throws(() => readWords(["--kept", "--context", "a"]), /--kept/);
});

test("the current context is taken where it is on this computer; a cluster that others may use must be named", () => {
  for (const name of ["minikube", "kind-ci", "k3d-a", "docker-desktop", "colima-x"])
    assert.is(whyShared(name, "https://192.168.49.2:8443"), undefined, name);
  assert.is(whyShared("mine", "https://127.0.0.1:6443"), undefined);
  for (const name of ["prod", "arn:aws:eks:eu-west-1:1:cluster/kind-a", "minikubes", "not-kind-a"])
    assert.match(whyShared(name, "https://10.0.0.1:6443") ?? "", `--context ${name}`);
});

test("kind and minikube load an archive themselves; for others a command is given, and the archive is one word", () => {
  assert.equal(loadCommand("kind-ci", "a b.tar"), [
    "kind",
    "load",
    "image-archive",
    "a b.tar",
    "--name",
    "ci",
  ]);
  assert.equal(loadCommand("minikube", "a.tar"), [
    "minikube",
    "--profile",
    "minikube",
    "image",
    "load",
    "a.tar",
  ]);
  assert.equal(loadCommand("other", "a b.tar", "ctr import"), [
    "sh",
    "-c",
    'ctr import "$1"',
    "sh",
    "a b.tar",
  ]);
  assert.throws(() => loadCommand("other", "a.tar"), /--load/);
});
