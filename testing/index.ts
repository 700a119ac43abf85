export { fakeOutputs, type FakeArgs, type FakeOutputs } from "./fakes";
export { record, type Recording, type RecordOptions } from "./record";
export { compare, RecordingMonitor, type FakeSource, type LookUps } from "./recording-monitor";
export { expandRemoteComponents } from "./remote-components";
export { isComponent, secretMark, shortType, unknownMark, type RecordedResource } from "./resource";
export { uuid } from "./seeds";
