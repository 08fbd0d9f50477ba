/**
 * The specification tests that fail, by reason, as `folder: file > test`. Held by
 * mongodb-specs.test.ts: a failure that is not here fails the build, and so does a name that passes.
 */
export const expectedFailures: Readonly<Record<string, readonly string[]>> = {
  'A collation other than the simple one is not in the subset.': [
    'crud: aggregate-collation > Aggregate with collation',
    'crud: bulkWrite-collation > BulkWrite with delete operations and collation',
    'crud: bulkWrite-collation > BulkWrite with update operations and collation',
    'crud: count-collation > Count documents with collation',
    'crud: count-collation > Deprecated count with collation',
    'crud: deleteMany-collation > DeleteMany when many documents match with collation',
    'crud: deleteOne-collation > DeleteOne when many documents matches with collation',
    'crud: distinct-collation > Distinct with a collation',
    'crud: find-collation > Find with a collation',
    'crud: findOneAndDelete-collation > FindOneAndDelete when one document matches with collation',
    'crud: findOneAndReplace-collation > FindOneAndReplace when one document matches with collation returning the document after modification',
    'crud: findOneAndUpdate-collation > FindOneAndUpdate when many documents match with collation returning the document before modification',
    'crud: replaceOne-collation > ReplaceOne when one document matches with collation',
    'crud: updateMany-collation > UpdateMany when many documents match with collation',
    'crud: updateOne-collation > UpdateOne when one document matches with collation',
  ],
  '`$rand` is not in the subset.': ['crud: aggregate-let > Aggregate with let option'],
  'Aggregation of a database (`$listLocalSessions`, `$documents`) is not in the subset.': [
    'crud: aggregate-merge-errorResponse > aggregate $merge DuplicateKey error is accessible',
    'crud: db-aggregate-rawdata > Aggregate with rawData option on less than 8.2.0 - ignore argument',
    'crud: db-aggregate-write-readPreference > Database-level aggregate with $out includes read preference for 5.0+ server',
    'crud: db-aggregate-write-readPreference > Database-level aggregate with $merge includes read preference for 5.0+ server',
    'crud: db-aggregate > Aggregate with $listLocalSessions',
    'crud: db-aggregate > Aggregate with $listLocalSessions and allowDiskUse',
  ],
  'The driver does not send `bypassDocumentValidation: false`.': [
    'crud: bypassDocumentValidation > Aggregate with $out passes bypassDocumentValidation: false',
    'crud: bypassDocumentValidation > BulkWrite passes bypassDocumentValidation: false',
    'crud: bypassDocumentValidation > FindOneAndReplace passes bypassDocumentValidation: false',
    'crud: bypassDocumentValidation > FindOneAndUpdate passes bypassDocumentValidation: false',
    'crud: bypassDocumentValidation > InsertMany passes bypassDocumentValidation: false',
  ],
  "The driver puts the server's answer into the cause of its error.": [
    'crud: client-bulkWrite-errorResponse > client bulkWrite operations support errorResponse assertions',
  ],
  'The driver answers `didUpsert` besides, which the runner does not expect.': [
    'crud: client-bulkWrite-mixed-namespaces > client bulkWrite with mixed namespaces',
    'crud: client-bulkWrite-options > client bulkWrite let',
    'crud: client-bulkWrite-results > client bulkWrite with verboseResults: true returns detailed results',
    'crud: client-bulkWrite-update-options > client bulkWrite update with arrayFilters',
    'crud: client-bulkWrite-update-options > client bulkWrite update with collation',
    'crud: client-bulkWrite-update-options > client bulkWrite update with hint',
    'crud: client-bulkWrite-update-options > client bulkWrite update with upsert',
    'crud: client-bulkWrite-update-pipeline > client bulkWrite updateOne with pipeline',
    'crud: client-bulkWrite-update-pipeline > client bulkWrite updateMany with pipeline',
    'transactions: client-bulkWrite > client bulkWrite in a transaction',
  ],
  'The driver gives a partial result, of zeros, also where nothing was done.': [
    'crud: client-bulkWrite-partialResults > partialResult is unset when first operation fails during an ordered bulk write (verbose)',
    'crud: client-bulkWrite-partialResults > partialResult is unset when first operation fails during an ordered bulk write (summary)',
    'crud: client-bulkWrite-partialResults > partialResult is unset when all operations fail during an unordered bulk write',
  ],
  'The driver makes an id where `_id` is null.': [
    'crud: create-null-ids > inserting _id with type null via insertOne',
    'crud: create-null-ids > inserting _id with type null via insertMany',
    'crud: create-null-ids > inserting _id with type null via bulkWrite',
    'crud: create-null-ids > inserting _id with type null via clientBulkWrite',
  ],
  'Views are not in the subset.': [
    'crud: estimatedDocumentCount > estimatedDocumentCount works correctly on views',
  ],
  'Validators are not in the subset.': [
    'crud: findOneAndUpdate-errorResponse > findOneAndUpdate document validation errInfo is accessible',
  ],
  'The driver ignores the write concern instead of refusing it.': [
    'transactions: client-bulkWrite > client bulkWrite with writeConcern in a transaction causes a transaction error',
  ],
  'They read from a secondary; this replica set has one member.': [
    'transactions: run-command > run command with secondary read preference in client option and primary read preference in transaction options',
    'transactions: transaction-options > readPreference inherited from client',
  ],
  'The driver writes into the read concern of a command that it has already reported.': [
    'transactions: transaction-options > transaction options inherited from client',
  ],
}
