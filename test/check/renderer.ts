import type { Renderer } from "../../scripts/render/model.ts";
import { startRenderer } from "../../scripts/render/start.ts";
import type { Suite } from "../harness.ts";

/** Starts a renderer before a suite's tests, hands it over, and ends it behind them. */
export function withRenderer(test: Suite, use: (renderer: Renderer) => void): void {
  let renderer: Renderer | undefined;
  test.before(async () => {
    const started = await startRenderer();
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    renderer = started.value;
    use(renderer);
  });
  test.after(() => renderer?.close());
}
