import { metricNames } from "../../charts/phoenix/dashboards/metrics.ts";
import { healthy, type Series } from "./series.ts";

const OWN = 'namespace="apps",job="phoenix",pod="phoenix-a"';

/** The labels that PromEx gives to a metric, by how its name begins. */
const labels: readonly (readonly [RegExp, string])[] = [
  [/^phoenix_http_/, 'method="GET",path="/",status="200",controller="Page",action="home"'],
  [/^phoenix_(channel|socket)_/, 'transport="websocket",result="ok",endpoint="ShopWeb.Endpoint"'],
  [/^phoenix_live_view_/, 'module="ShopWeb.Live",action="index",event="save",kind="error"'],
  [/^ecto_repo_query_(execution|total)/, 'repo="Shop.Repo",source="orders",command="select"'],
  [/^ecto_/, 'repo="Shop.Repo"'],
  [/^beam_stats_run_queue_count$/, 'type="normal"'],
  [/^application_/, 'name="shop",version="1.0.0",modules="9"'],
];

/** What a release says that has everything: its own metrics, and kube-state-metrics' of it. */
export function everySeries(minutes: number): Series {
  const made: Record<string, string> = { ...healthy(minutes) };
  for (const name of metricNames) {
    const own = labels.find(([pattern]) => pattern.test(name))?.[1];
    const of = own === undefined ? OWN : `${OWN},${own}`;
    const full = `shop_prom_ex_${name}`;
    if (/_(milliseconds|response_size_bytes)$/.test(name)) {
      for (const bound of ["100", "500", "+Inf"])
        made[`${full}_bucket{${of},le="${bound}"}`] = `0+5x${minutes}`;
      for (const part of ["sum", "count"]) made[`${full}_${part}{${of}}`] = `0+5x${minutes}`;
    } else made[`${full}{${of}}`] = `1+1x${minutes}`;
  }
  const failed = 'method="GET",path="/",status="500",controller="Page",action="home"';
  made[`shop_prom_ex_phoenix_http_requests_total{${OWN},${failed}}`] = `0+1x${minutes}`;
  const pod = 'namespace="apps",pod="phoenix-a",container="web"';
  made[`kube_pod_container_info{${pod},image="shop:1"}`] = `1+0x${minutes}`;
  made[`kube_pod_container_status_restarts_total{${pod}}`] = `0+0x${minutes}`;
  made[`kube_pod_container_status_last_terminated_reason{${pod},reason="OOMKilled"}`] = `1+0x${minutes}`;
  const job = 'namespace="apps",job_name="phoenix-migrate"';
  made[`kube_job_status_start_time{${job}}`] = `100+0x${minutes}`;
  made[`kube_job_status_completion_time{${job}}`] = `104+0x${minutes}`;
  return made;
}
