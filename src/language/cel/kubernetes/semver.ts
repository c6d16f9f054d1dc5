import { type FunctionDecl, global, member, type Overload } from '../check/declaration.ts';
import { boolType, intType, stringType, structType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { intValue } from '../value/number.ts';
import { OpaqueValue } from '../value/opaque.ts';
import type { Value } from '../value/value.ts';
import { compareVersions, normalizeVersion, parseVersion, type Version } from './version.ts';

const semverType: Type = structType('kubernetes.Semver');

class SemverValue extends OpaqueValue {
  readonly type: Type = semverType;
  override readonly goType: string = 'cel.Semver';
  readonly version: Version;

  constructor(version: Version) {
    super();
    this.version = version;
  }

  equals(other: Value): boolean {
    return other instanceof SemverValue && compareVersions(this.version, other.version) === 0;
  }

  toString(): string {
    return this.version.text;
  }

  override toJson(): string {
    return this.toString();
  }
}

function parse(text: Value | undefined, normalize: Value | undefined): Version | string {
  if (normalize !== true) return parseVersion(text as string);
  const full = normalizeVersion(text as string);
  return full.ok ? parseVersion(full.text) : full.error;
}

function read(text: Value | undefined, normalize: Value | undefined): Value {
  const version = parse(text, normalize);
  return typeof version === 'string' ? new CelError(version) : new SemverValue(version);
}

function order(a: Value | undefined, b: Value | undefined): number {
  return compareVersions((a as SemverValue).version, (b as SemverValue).version);
}

function part(name: 'major' | 'minor' | 'patch'): FunctionDecl {
  const run: Overload['run'] = (value) => intValue(BigInt.asIntN(64, (value as SemverValue).version[name]));
  return { name, overloads: [member(`semver_${name}`, [semverType], intType, run)] };
}

const S = semverType;

const functions: readonly FunctionDecl[] = [
  {
    name: 'semver',
    overloads: [
      global('string_to_semver', [stringType], S, read),
      global('string_bool_to_semver', [stringType, boolType], S, read),
    ],
  },
  {
    name: 'isSemver',
    overloads: [
      global('is_semver_string', [stringType], boolType, (text) => typeof parse(text, false) !== 'string'),
      global(
        'is_semver_string_bool',
        [stringType, boolType],
        boolType,
        (text, normalize) => typeof parse(text, normalize) !== 'string',
      ),
    ],
  },
  {
    name: 'isGreaterThan',
    overloads: [member('semver_is_greater_than', [S, S], boolType, (a, b) => order(a, b) > 0)],
  },
  {
    name: 'isLessThan',
    overloads: [member('semver_is_less_than', [S, S], boolType, (a, b) => order(a, b) < 0)],
  },
  { name: 'compareTo', overloads: [member('semver_compare_to', [S, S], intType, order)] },
  part('major'),
  part('minor'),
  part('patch'),
];

/** apiserver pkg/cel/library/semverlib.go, version 1. */
export const semverLibrary: Library = { functions };
