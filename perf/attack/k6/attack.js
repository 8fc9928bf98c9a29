// The plan of perf/attack/run as k6's open model: a scenario for each step, at its arrival rate.
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import http from 'k6/http';
import { Counter } from 'k6/metrics';

const plan = JSON.parse(open(__ENV.ATTACK_PLAN));
const targets = new SharedArray('targets', () =>
  open(plan.targets).trim().split('\n').map((line) => JSON.parse(line)));
const accepted = new Counter('visits_accepted');

/** k6 takes whole rates; a minute of the rate is fine enough. */
const perMinute = (rate) => Math.max(1, Math.round(rate * 60));

/** A virtual user for each request that may wait for its answer at the same time, within bounds. */
const users = (step) => Math.min(10000, Math.ceil(Math.max(step.rate, step.end_rate) * 2) + 10);

function scenario(step, startSeconds) {
  const common = {
    timeUnit: '1m',
    preAllocatedVUs: users(step),
    startTime: `${Math.round(startSeconds * 1000)}ms`,
    gracefulStop: `${plan.timeout_millis}ms`,
  };
  const milliseconds = `${Math.round(step.seconds * 1000)}ms`;
  return step.rate === step.end_rate
    ? { ...common, executor: 'constant-arrival-rate', rate: perMinute(step.rate), duration: milliseconds }
    : {
        ...common,
        executor: 'ramping-arrival-rate',
        startRate: perMinute(step.rate),
        stages: [{ target: perMinute(step.end_rate), duration: milliseconds }],
      };
}

function options_of() {
  const scenarios = {};
  const thresholds = {};
  let start = Math.max(0, plan.start_at_millis - Date.now()) / 1000;
  plan.steps.forEach((step, number) => {
    const name = `step_${number}`;
    const objective = step.objective;
    scenarios[name] = scenario(step, start);
    start += step.seconds;
    thresholds[`http_req_duration{scenario:${name}}`] = [
      `p(50)<=${objective.p50_millis}`,
      `p(99)<=${objective.p99_millis}`,
    ];
    thresholds[`http_req_failed{scenario:${name}}`] = [`rate<=${objective.max_error_share}`];
    thresholds[`dropped_iterations{scenario:${name}}`] = [`count<=${objective.max_dropped}`];
  });
  return { scenarios, thresholds, discardResponseBodies: false, summaryTrendStats: ['p(50)', 'p(99)', 'p(99.9)', 'max'] };
}

export const options = options_of();

http.setResponseCallback(http.expectedStatuses(...plan.expect));

export default function () {
  const target = targets[(plan.offset + exec.scenario.iterationInTest) % targets.length];
  const answer = http.request(
    target.method,
    target.url,
    target.body === undefined ? null : encoding.b64decode(target.body),
    {
      headers: target.header ? { 'Content-Type': target.header['Content-Type'][0] } : {},
      timeout: plan.timeout_millis,
      redirects: 0,
      tags: { name: target.method },
    },
  );
  const said = typeof answer.body === 'string' ? /"accepted":(\d+)/.exec(answer.body) : null;
  if (said && plan.expect.includes(answer.status)) {
    accepted.add(Number(said[1]));
  }
}

export function handleSummary(data) {
  return { [`${plan.directory}/k6-summary.json`]: JSON.stringify(data) };
}
