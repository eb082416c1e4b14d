import process from "node:process";
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs through before it is compiled anew; Node 20's own number is 135168. */
const BUDGET = 1_200_000;

/**
 * Has V8 hand only what really runs long to its optimizing compiler. A check ends before most of that work is of use: on
 * fifty releases it took a fifth of all processor time, and slowed down what ran beside it. Only Node 20 needs it: later
 * ones compile in two steps, and do not know the flag.
 */
export function optimizeLate(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
