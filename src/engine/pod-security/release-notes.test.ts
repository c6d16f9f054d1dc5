import { expect, test } from 'vitest';
import { releaseNotes } from './release-notes.ts';
import { podSecured, podWith, withVolume } from './testing/pod.ts';
import type { Version } from './version.ts';

test.each<[Version, readonly (string | null)[]]>([
  ['v1.25', ['restrictedVolumes', 'appArmorProfile', null]],
  ['v1.28', ['restrictedVolumes', 'appArmorProfile']],
  ['v1.29', ['restrictedVolumes', 'appArmorProfile', 'runAsNonRoot']],
  ['v1.32', ['restrictedVolumes', 'runAsNonRoot']],
  ['v1.34', ['runAsNonRoot']],
  ['v1.35', []],
  ['latest', []],
])('a cluster of %s judges otherwise in %j', (release, ids) => {
  expect(releaseNotes(release).map(({ checkId }) => checkId)).toEqual(ids);
});

test.each([
  [withVolume({ image: {} }), ['restrictedVolumes']],
  [withVolume({ image: null }), []],
  [podSecured({ appArmorProfile: { type: 'RuntimeDefault' } }), ['appArmorProfile']],
  [podWith({ hostUsers: false }), ['runAsNonRoot']],
  [podWith(), []],
])('only pods that it would judge otherwise are affected', (pod, ids) => {
  const affecting = releaseNotes('v1.29').filter(({ affects }) => affects?.(pod));
  expect(affecting.map(({ checkId }) => checkId)).toEqual(ids);
});
