export { podKindsOf } from '../config/pod-kinds.ts';
