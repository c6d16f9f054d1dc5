import { describe, expect, it } from 'vitest';
import { parseOciReference } from './oci-reference.ts';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('parseOciReference', () => {
  it.each([
    ['nginx', 'index.docker.io', 'library/nginx', 'latest', ''],
    ['docker.io/nginx', 'index.docker.io', 'library/nginx', 'latest', ''],
    ['team/app:1.2', 'index.docker.io', 'team/app', '1.2', ''],
    ['quay.io/team/app', 'quay.io', 'team/app', 'latest', ''],
    ['registry:5000/app:v1', 'registry:5000', 'app', 'v1', ''],
    [`nginx@${digest}`, 'index.docker.io', 'library/nginx', '', digest],
    [`nginx:1.25@${digest}`, 'index.docker.io', 'library/nginx', '', digest],
    ['[::1]:5000/app', '[::1]:5000', 'app', 'latest', ''],
  ])('reads %s', (text, registry, repository, tag, found) => {
    expect(parseOciReference(text)).toEqual({ registry, repository, tag, digest: found });
  });

  it.each(['', 'a', 'UPPER', 'nginx:', 'nginx:bad tag', 'nginx@sha256:short', `nginx@${digest}@${digest}`])(
    'refuses %s',
    (text) => {
      expect(parseOciReference(text)).toBe(`could not parse reference: ${text}`);
    },
  );
});
