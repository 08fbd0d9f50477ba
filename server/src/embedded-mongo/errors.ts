/** MongoDB's own error numbers, by name, as far as this store raises them. */
export const CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  UnsupportedFormat: 12,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  CommandNotSupported: 115,
  CannotIndexParallelArrays: 171,
  QueryFeatureNotAllowed: 224,
  TransactionTooOld: 225,
  NotImplemented: 238,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
} as const

export type CodeName = keyof typeof CODES

const NAME_OF = new Map<number, string>(Object.entries(CODES).map(([name, code]) => [code, name]))

/** An error that goes to the client as MongoDB would send it. */
export class MongoError extends Error {
  readonly code: number
  readonly codeName: string
  /** Further fields of the reply (`keyPattern`, `errorLabels` …). */
  readonly extra: Record<string, unknown>

  constructor(code: CodeName | number, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.name = 'MongoError'
    this.code = typeof code === 'number' ? code : CODES[code]
    this.codeName = NAME_OF.get(this.code) ?? `Location${this.code}`
    this.extra = extra
  }
}

/** What MongoDB can do and this store cannot. The message names the way out. */
export function unsupported(what: string, code: CodeName | number = 'CommandNotSupported') {
  return new MongoError(
    code,
    `${what} is not supported by the embedded store; set MONGODB_URI to a MongoDB replica set`,
  )
}

/** A write conflict: the driver's `withTransaction` runs the transaction again. */
export function writeConflict() {
  return new MongoError(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { errorLabels: ['TransientTransactionError'] },
  )
}
