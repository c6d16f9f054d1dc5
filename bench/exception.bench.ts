import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { inTurn, median, runNode } from './process.ts';

const cli = join(import.meta.dirname, '../dist/cli.mjs');
const contracts = 1000;
const verdicts = 50_000;

/** `portcullis exception audit` of recorded verdicts as a whole process, in a repository that holds the contracts. */
export const bench: Bench = {
  name: 'exception audit, as a whole process',
  run(short) {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-contracts-'));
    try {
      prepare(folder);
      const [runs = []] = inTurn(short ? 3 : 9, [
        () => runNode([cli, 'exception', 'audit', '--verdicts', 'verdicts.jsonl'], [0, 1], folder),
      ]);
      console.log(
        `  ${contracts} contracts × ${verdicts} verdicts: ${median(runs, 'wall').toFixed(2)} s wall, ` +
          `${median(runs, 'cpu').toFixed(2)} s CPU, ${median(runs, 'megabytes').toFixed(0)} MB`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function prepare(folder: string): void {
  const now = Date.now();
  const time = (days: number): string =>
    new Date(now + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  for (let index = 0; index < contracts; index++) {
    const namespace = `team-${index % 50}`;
    mkdirSync(join(folder, 'exceptions', namespace), { recursive: true });
    writeFileSync(
      join(folder, 'exceptions', namespace, `app-${index}.yaml`),
      `apiVersion: portcullis.dev/v1alpha1
kind: ExceptionContract
metadata: {name: app-${index}, namespace: ${namespace}}
spec:
  subjects: [{kind: Deployment, name: app-${index}}]
  policies: [{engine: PodSecurity, level: restricted, checks: [runAsNonRoot]}]
  owner: {team: team-${index % 50}, contact: "#team-${index % 50}"}
  reason: The vendor image number ${index} writes to its home folder as root.
  risk: {level: Medium, impact: Root inside the container.}
  validFrom: ${time(-10)}
  expiresAt: ${time(20)}
`,
    );
  }
  const lines = Array.from({ length: verdicts }, (_, index) => {
    const app = index % 10_000;
    const excused = app < contracts && index < 10_000;
    return JSON.stringify({
      id: index.toString(16).padStart(16, '0'),
      engine: 'PodSecurity',
      policy: 'restricted@v1.34',
      rule: [
        'runAsNonRoot',
        'seccompProfile_restricted',
        'allowPrivilegeEscalation',
        'hostPorts',
        'privileged',
      ][Math.floor(index / 10_000)],
      outcome: excused ? 'excepted' : index % 3 === 0 ? 'fail' : 'pass',
      stage: 'enforce',
      severity: 'medium',
      message: 'runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)',
      resource: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: `team-${app % 50}`,
        name: `app-${app}`,
      },
      fields: ['spec.template.spec.containers[name=app].securityContext.runAsNonRoot'],
      source: { file: 'k8s/app.yaml', line: 24, column: 11 },
      exception: excused ? `team-${app % 50}/app-${app}` : null,
    });
  });
  writeFileSync(join(folder, 'verdicts.jsonl'), `${lines.join('\n')}\n`);
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@acme.dev', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  git('init', '--quiet', '-b', 'main');
  git('add', 'exceptions');
  git('commit', '--quiet', '-m', 'Contracts');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
}
