import { type Json, type JsonObject, own } from '../../kube/json.ts';
import type { AdmissionRequest, Operation } from '../engine.ts';
import { objectAt } from './read.ts';
import { rootOf } from './request.ts';
import type { Review } from './review.ts';
import { entriesOf } from './values.ts';
import { JsonContext } from './variable/json-context.ts';

/** The request as a policy sees it once recorded values are in its context (kyverno v1.19 cmd/cli processor). */
export function withValues(shared: Review, values: JsonObject, request: AdmissionRequest): Review {
  const operation = operationOf(values['request.operation'], shared.operation);
  const given = request.resource.object;
  const deleted = operation === 'DELETE';
  const object = deleted ? null : given;
  const oldObject = operation === 'CREATE' ? shared.oldObject : (shared.oldObject ?? given);
  const base = rootOf({ ...request, operation }, object, oldObject, shared.requester);
  const context = new JsonContext(base, shared.expressions, shared.lookup, true);
  for (const { path, value } of entriesOf(values)) context.add(path, value);
  const { root } = context;
  const shown = own(root, 'request');
  return shared.with({
    operation,
    object: deleted ? null : (objectAt(shown, 'object') ?? null),
    oldObject: objectAt(shown, 'oldObject') ?? null,
    root: () => root,
  });
}

function operationOf(value: Json | undefined, fallback: Operation): Operation {
  return value === 'CREATE' || value === 'UPDATE' || value === 'DELETE' ? value : fallback;
}
