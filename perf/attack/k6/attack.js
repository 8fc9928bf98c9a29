// Sends at a fixed rate whatever the service does, or acts as users with think time. Started by perf/attack/run.
import { sleep } from 'k6';
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import http from 'k6/http';
import { Counter } from 'k6/metrics';

const TIMEOUT = 10000;
const target = __ENV.ATTACK_TARGET;
const site = __ENV.ATTACK_SITE;
const seconds = Number(__ENV.ATTACK_SECONDS);
const expect = __ENV.ATTACK_EXPECT.split(',').map(Number);
const requests = new SharedArray('requests', () =>
  open(__ENV.ATTACK_REQUESTS).trimEnd().split('\n').map((line) => line.split('\t')));
const accepted = new Counter('visits_accepted');

/** A virtual user for each request that may wait for its answer at the same time, within bounds. */
function arrivals() {
  const loads = __ENV.ATTACK_STEPS.split(',').map(Number);
  const length = seconds / loads.length;
  const scenarios = {};
  loads.forEach((load, step) => {
    const rate = Number(__ENV.ATTACK_RATE) * load;
    scenarios[`step_${step}`] = {
      executor: 'constant-arrival-rate', exec: 'arrive', rate: Math.max(1, Math.round(rate * 60)), timeUnit: '1m',
      startTime: `${Math.round(step * length * 1000)}ms`, duration: `${Math.round(length * 1000)}ms`,
      gracefulStop: `${TIMEOUT}ms`, preAllocatedVUs: Math.min(10000, Math.ceil(rate * 2) + 10),
    };
  });
  return scenarios;
}

/** Of ten people eight look around, one reads a lot, one is a monitor. */
function people() {
  const users = Number(__ENV.ATTACK_USERS);
  const shares = { visitor: Math.floor(users * 0.8), reader: Math.ceil(users * 0.1), monitor: Math.ceil(users * 0.1) };
  const scenarios = {};
  Object.entries(shares).filter(([, count]) => count > 0).forEach(([name, count]) => {
    scenarios[name] = {
      executor: 'ramping-vus', exec: name, startVUs: 0, gracefulStop: `${TIMEOUT}ms`,
      stages: [
        { target: count, duration: `${Math.round(seconds * 100)}ms` },
        { target: count, duration: `${Math.round(seconds * 900)}ms` },
      ],
    };
  });
  return scenarios;
}

const isOpen = __ENV.ATTACK_MODEL === 'open';

export const options = {
  scenarios: isOpen ? arrivals() : people(),
  thresholds: {
    http_req_duration: [
      `p(50)<=${__ENV.ATTACK_P50}`, `p(95)<=${__ENV.ATTACK_P95}`, `p(99)<=${__ENV.ATTACK_P99}`,
    ],
    http_req_failed: [`rate<=${__ENV.ATTACK_ERRORS}`],
    http_reqs: [`rate>=${__ENV.ATTACK_MIN_RATE}`],
    // k6 drops requests that it cannot send on time, which makes the run a miss. Users drop nothing.
    dropped_iterations: ['count<=0'],
  },
  summaryTrendStats: ['p(50)', 'p(95)', 'p(99)', 'max'],
};

http.setResponseCallback(http.expectedStatuses(...(isOpen ? expect : [200])));

function get(path) {
  return http.get(target + path, { timeout: TIMEOUT, tags: { name: path.split('?')[0] } });
}

export function arrive() {
  const [method, path, type, body] = requests[exec.scenario.iterationInTest % requests.length];
  const answer = http.request(method, target + path, body || null, {
    headers: type ? { 'Content-Type': type } : {}, timeout: TIMEOUT, redirects: 0, tags: { name: path.split('?')[0] },
  });
  const said = answer.status === 202 ? /"accepted":(\d+)/.exec(String(answer.body)) : null;
  if (said) {
    accepted.add(Number(said[1]));
  }
}

const think = (least, most) => sleep(least + Math.random() * (most - least));

/** Home, statistics, the newest visits. */
export function visitor() {
  get('/');
  think(3, 9);
  get(`/stats?site=${site}`);
  think(3, 9);
  get(`/visits?site=${site}`);
  think(3, 9);
}

/** Page after page, and rankings between them. */
export function reader() {
  let page = get(`/visits?site=${site}&per_page=100`);
  for (let i = 0; i < 5; i++) {
    think(1, 3);
    const next = /<([^>]+)>; rel="?next"?/.exec(page.headers.Link || '');
    page = get(next ? next[1].replace(/^https?:\/\/[^/]+/, '') : `/visits?site=${site}&per_page=100`);
  }
  think(1, 3);
  get(`/stats/top?site=${site}&by=endpoint`);
  think(1, 3);
  get(`/stats/timeseries?site=${site}&grain=minute`);
  think(1, 3);
}

/** Readiness and totals, every ten seconds. */
export function monitor() {
  get('/health/ready');
  get('/stats');
  sleep(10);
}

export function handleSummary(data) {
  const of = (name) => (data.metrics[name] || { values: {} });
  const missed = Object.entries(data.metrics).flatMap(([name, metric]) =>
    Object.entries(metric.thresholds || {}).filter(([, threshold]) => !threshold.ok).map(([text]) => `${name}: ${text}`));
  const shown = ['http_reqs', 'http_req_duration', 'http_req_failed', 'dropped_iterations']
    .map((name) => `${name}: ${JSON.stringify(of(name).values)}`);
  return {
    stdout: `${[...shown, ...missed.map((text) => `MISSED ${text}`)].join('\n')}\n`,
    [`${__ENV.ATTACK_RESULTS}/k6.json`]: JSON.stringify(data),
    [__ENV.ATTACK_ACCEPTED]: `${of('visits_accepted').values.count || 0}\n`,
  };
}
