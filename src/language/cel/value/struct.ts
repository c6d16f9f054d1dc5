import type { Type } from '../check/type.ts';
import type { Value } from './value.ts';

/** A value built by `Name{field: …}` of a declared struct type. Fields not set are absent. */
export class StructValue {
  readonly type: Type;
  readonly fields: ReadonlyMap<string, Value>;

  constructor(type: Type, fields: ReadonlyMap<string, Value>) {
    this.type = type;
    this.fields = fields;
  }
}
