import { until } from './gate.ts'
import {
  END_HEADERS,
  END_STREAM,
  FRAME,
  frame,
  headerBlock,
  readFrames,
  type Frame,
  type FrameConnection,
} from './h2-frames.ts'

export type Fields = readonly (readonly [string, string])[]
export const GET: Fields = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':authority', 'camera.home'],
  [':path', '/'],
]
/** A GET with another value of one of its fields. */
export const withField = (name: string, value: string): Fields =>
  GET.map((one) => (one[0] === name ? [name, value] : one))
export const withoutField = (name: string): Fields => GET.filter(([one]) => one !== name)
export const POST = withField(':method', 'POST')

export const request = (stream: number, fields: Fields, endStream = true): Buffer =>
  frame(FRAME.headers, END_HEADERS | (endStream ? END_STREAM : 0), stream, headerBlock(fields))
export const data = (stream: number, text: string, endStream = false): Buffer =>
  frame(FRAME.data, endStream ? END_STREAM : 0, stream, Buffer.from(text))

/** The first frame of these types on this stream. */
export async function firstOf(visitor: FrameConnection, stream: number, ...types: number[]): Promise<Frame> {
  const find = (): Frame | undefined =>
    readFrames(visitor.received()).find((one) => one.stream === stream && types.includes(one.type))
  await until(() => find() !== undefined || visitor.closed())
  const found = find()
  if (!found) throw new Error('the connection was ended instead')
  return found
}

/** The error code of RST_STREAM and GOAWAY. */
export const codeOf = ({ type, payload }: Frame): number => payload.readUInt32BE(type === FRAME.goaway ? 4 : 0)
export const headersOf = (visitor: FrameConnection, stream: number): Promise<Frame> =>
  firstOf(visitor, stream, FRAME.headers)
