import { describe, expect, test } from 'vitest';
import {
  backLabels,
  formerLabels,
  type LabelPatch,
  type Labels,
  obstacleTo,
  type Pin,
  patched,
  stageOf,
  stepLabels,
} from './pod-security-stage.ts';
import type { RolloutStage } from './stage.ts';

const baseline: Pin = { level: 'baseline', version: 'v1.34' };
const restricted: Pin = { level: 'restricted', version: 'v1.34' };

/** `enforce=baseline@v1.34 warn=restricted` as labels. */
function labels(text: string): Labels {
  const found: Record<string, string> = {};
  for (const part of text.split(' ').filter((one) => one !== '')) {
    const [mode, value = ''] = part.split('=');
    const [level = '', version] = value.split('@');
    if (level !== '') found[`pod-security.kubernetes.io/${mode}`] = level;
    if (version !== undefined) found[`pod-security.kubernetes.io/${mode}-version`] = version;
  }
  return found;
}

function short(patch: LabelPatch): string {
  const text = (key: string, value: string | null): string =>
    `${key.replace('pod-security.kubernetes.io/', '')}=${value ?? '-'}`;
  return Object.entries(patch)
    .map(([key, value]) => text(key, value))
    .join(' ');
}

describe('the stage of a namespace', () => {
  test.each([
    ['', baseline, 'None'],
    ['warn=baseline@v1.34', baseline, 'None'],
    ['audit=baseline@v1.34', baseline, 'Audit'],
    ['audit=restricted@v1.34', baseline, 'Audit'],
    ['audit=baseline@v1.33', baseline, 'None'],
    ['audit=baseline warn=baseline@v1.34', baseline, 'Warn'],
    ['audit=baseline@v1.34 warn=baseline@v1.33', baseline, 'Audit'],
    ['enforce=baseline@v1.34', baseline, 'Enforce'],
    ['enforce=baseline', baseline, 'Enforce'],
    ['enforce=restricted@v1.34', baseline, 'Enforce'],
    ['enforce=restricted@v1.25', baseline, 'None'],
    ['enforce=baseline@v1.34 audit=restricted@v1.34 warn=restricted@v1.34', restricted, 'Warn'],
    // Warn follows a labelled enforce; audit never does.
    ['enforce=restricted@v1.33 audit=restricted@v1.34', restricted, 'Audit'],
    ['enforce=nonsense', restricted, 'Enforce'],
  ] as const)('%s', (text, pin, expected) => {
    expect(stageOf(labels(text), pin, null)).toBe(expected);
  });

  test('on a cluster older than the pin, its own version is the newest there is', () => {
    expect(stageOf(labels('enforce=baseline@v1.33'), baseline, 33)).toBe('Enforce');
    expect(stageOf(labels('enforce=baseline@v1.32'), baseline, 33)).toBe('None');
  });
});

describe('a step', () => {
  test.each([
    ['Audit', '', baseline, 'audit=baseline audit-version=v1.34'],
    ['Warn', 'audit=baseline@v1.34', baseline, 'warn=baseline warn-version=v1.34'],
    [
      'Enforce',
      'audit=baseline@v1.34 warn=baseline@v1.34',
      baseline,
      'enforce=baseline enforce-version=v1.34',
    ],
    // It never lowers a mode: neither level nor version.
    ['Warn', 'audit=restricted@v1.34 warn=restricted@v1.30', baseline, 'warn=restricted warn-version=v1.34'],
    ['Enforce', 'audit=restricted warn=restricted', baseline, 'enforce=baseline enforce-version=v1.34'],
    ['Audit', 'audit=baseline@v1.36', restricted, 'audit=restricted audit-version=v1.36'],
    // Warn is written although it would follow enforce.
    ['Enforce', 'enforce=baseline@v1.34 audit=baseline@v1.34', baseline, 'warn=baseline warn-version=v1.34'],
    // Raising a pin.
    [
      'Enforce',
      'enforce=baseline@v1.30 audit=baseline@v1.34 warn=baseline@v1.34',
      baseline,
      'enforce=baseline enforce-version=v1.34',
    ],
  ] as const)('to %s from "%s"', (to, text, pin, expected) => {
    expect(short(stepLabels(to, labels(text), pin, null))).toBe(expected);
  });

  test('to enforce takes warn and audit one level up where another rollout wants them there', () => {
    const patch = stepLabels('Enforce', labels('audit=baseline@v1.34 warn=baseline@v1.34'), baseline, null, {
      oneUp: restricted,
    });
    expect(short(patch)).toBe(
      'enforce=baseline enforce-version=v1.34 audit=restricted audit-version=v1.34 warn=restricted warn-version=v1.34',
    );
  });

  test('latest is what the cluster is, once that is known', () => {
    expect(obstacleTo('Enforce', labels('enforce=baseline'), restricted, null)).toContain(
      'enforces baseline@latest',
    );
    expect(obstacleTo('Enforce', labels('enforce=baseline'), restricted, 34)).toBe('');
    expect(
      short(
        stepLabels('Enforce', labels('enforce=baseline audit=restricted warn=restricted'), restricted, 34),
      ),
    ).toBe('enforce=restricted enforce-version=v1.34');
  });

  test.each([
    ['Enforce', 'enforce=restricted@v1.25', baseline, 'raise the pin of that rollout first'],
    ['Warn', 'enforce=restricted@v1.25', baseline, ''],
    ['Enforce', 'enforce=baseline@v1.30', restricted, ''],
    ['Enforce', 'enforce=baseline@v1.36', restricted, 'neither contains nor is contained in'],
    ['Enforce', 'enforce=privileged@v1.36', restricted, ''],
    [
      'Audit',
      'audit=Baseline',
      baseline,
      'metadata.labels[pod-security.kubernetes.io/audit]: Invalid value: "Baseline"',
    ],
  ] as const)('to %s from "%s" meets: %4$s', (to, text, pin, expected) => {
    const found = obstacleTo(to, labels(text), pin, null);
    if (expected === '') expect(found).toBe('');
    else expect(found).toContain(expected);
  });

  test('whatever the labels, no mode is ever lowered, and the stage asked for is reached', () => {
    const values = [
      '',
      'privileged',
      'baseline',
      'baseline@v1.30',
      'baseline@v1.36',
      'restricted@v1.34',
      'restricted@v1.25',
      'restricted',
    ];
    const order: readonly RolloutStage[] = ['None', 'Audit', 'Warn', 'Enforce'];
    let checked = 0;
    for (const enforce of values)
      for (const audit of values)
        for (const warn of values)
          for (const pin of [baseline, restricted])
            for (const to of ['Audit', 'Warn', 'Enforce'] as const) {
              const before = labels(`enforce=${enforce} audit=${audit} warn=${warn}`);
              if (obstacleTo(to, before, pin, null) !== '') continue;
              const after = patched(before, stepLabels(to, before, pin, null));
              for (const other of [baseline, restricted, { level: 'restricted', version: 'v1.25' } as const])
                expect(order.indexOf(stageOf(after, other, null))).toBeGreaterThanOrEqual(
                  order.indexOf(stageOf(before, other, null)),
                );
              expect(order.indexOf(stageOf(after, pin, null))).toBeGreaterThanOrEqual(order.indexOf(to));
              checked++;
            }
    expect(checked).toBeGreaterThan(2000);
  });
});

describe('a step back', () => {
  const before = labels('enforce=privileged audit=baseline@v1.34 warn=baseline@v1.34');

  test('restores what the promoting step found', () => {
    const former = formerLabels(before);
    const after = patched(before, stepLabels('Enforce', before, baseline, null));
    expect(stageOf(after, baseline, null)).toBe('Enforce');
    expect(patched(after, backLabels('Warn', after, former, [], null))).toEqual(before);
  });

  test('removes what was not there', () => {
    const none = labels('audit=baseline@v1.34 warn=baseline@v1.34');
    const after = patched(none, stepLabels('Enforce', none, baseline, null));
    expect(short(backLabels('Warn', after, formerLabels(none), [], null))).toBe(
      'enforce=- enforce-version=-',
    );
    expect(patched(after, backLabels('Warn', after, formerLabels(none), [], null))).toEqual(none);
  });

  test('never goes below what another rollout enforces', () => {
    const none = labels('audit=restricted@v1.34 warn=restricted@v1.34');
    const after = patched(none, stepLabels('Enforce', none, restricted, null));
    expect(short(backLabels('Warn', after, formerLabels(none), [baseline], null))).toBe('enforce=baseline');
    expect(
      stageOf(
        patched(after, backLabels('Warn', after, formerLabels(none), [baseline], null)),
        baseline,
        null,
      ),
    ).toBe('Enforce');
  });
});
