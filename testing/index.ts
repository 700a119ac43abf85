export { fakeOutputs, uuid, type FakeArgs, type FakeOutputs } from "./fakes";
export { record, type Recording, type RecordOptions } from "./record";
export { compare, RecordingMonitor, type FakeSource, type LookUps } from "./recording-monitor";
export { isComponent, secretMark, shortType, unknownMark, type RecordedResource } from "./resource";
