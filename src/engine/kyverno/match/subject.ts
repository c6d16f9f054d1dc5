import { type Json, own } from '../../../kube/json.ts';
import { compileWildcard } from '../../../kube/wildcard.ts';
import type { UserInfo } from '../../engine.ts';
import { textOf } from '../read.ts';

export type SubjectMatcher = (user: UserInfo) => boolean;

/** True for a user that one of the subjects is (kyverno v1.19 pkg/utils/match/subjects.go). */
export function compileSubjects(subjects: readonly Json[]): SubjectMatcher {
  const matchers = subjects.map(compileSubject);
  return (user) => matchers.some((matches) => matches(user));
}

function compileSubject(subject: Json): SubjectMatcher {
  const name = textOf(own(subject, 'name'));
  switch (own(subject, 'kind')) {
    case 'ServiceAccount': {
      const matches = compileWildcard(`system:serviceaccount:${textOf(own(subject, 'namespace'))}:${name}`);
      return (user) => matches(user.username);
    }
    case 'User': {
      const matches = compileWildcard(name);
      return (user) => matches(user.username);
    }
    case 'Group': {
      const matches = compileWildcard(name);
      return (user) => user.groups?.some(matches) ?? false;
    }
    default:
      return () => false;
  }
}
