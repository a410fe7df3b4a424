// The official JavaScript client, unchanged, against a server: url, user and password come as arguments.
import assert from 'node:assert/strict'
import { createClient } from '@clickhouse/client'

const [url, username, password] = process.argv.slice(2)

for (const compressed of [false, true]) {
  const client = createClient({
    url,
    username,
    password,
    compression: { request: compressed, response: compressed },
  })
  const table = `js_${compressed}`
  assert.equal((await client.ping()).success, true)
  await client.command({ query: `CREATE TABLE ${table} (id UInt64, name String) ENGINE = MergeTree ORDER BY id` })

  const inserted = await client.insert({
    table,
    values: [{ id: 1, name: "it's" }, { id: 2, name: 'ä "quoted" \\' }],
    format: 'JSONEachRow',
  })
  assert.equal(inserted.summary?.written_rows, '2')

  const json = await (await client.query({
    query: `SELECT * FROM ${table} WHERE id >= {least:UInt64} ORDER BY id`,
    query_params: { least: 2 },
    format: 'JSON',
  })).json()
  assert.deepEqual(json.data, [{ id: 2, name: 'ä "quoted" \\' }])
  assert.deepEqual(json.meta, [{ name: 'id', type: 'UInt64' }, { name: 'name', type: 'String' }])

  const stream = await client.query({
    query: 'SELECT number FROM numbers(300000)',
    format: 'JSONCompactEachRowWithNames',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  })
  let lines = 0
  let sum = 0
  for await (const rows of stream.stream()) {
    for (const row of rows) {
      if (lines > 0) sum += row.json()[0]
      lines++
    }
  }
  assert.equal(lines, 300001, 'one header')
  assert.equal(sum, (299999 * 300000) / 2)

  await assert.rejects(
    client.query({ query: 'SELECT * FROM no_such_table' }),
    (error) => error.code === '60' && error.type === 'UNKNOWN_TABLE',
  )
  await assert.rejects(
    client.command({ query: 'SELECT 1', clickhouse_settings: { no_such_setting: 1 } }),
    (error) => error.code === '115',
  )
  await client.close()
}

const stranger = createClient({ url, username, password: 'wrong' })
await assert.rejects(stranger.query({ query: 'SELECT 1' }), (error) => error.code === '516')
await stranger.close()
console.log('done')
