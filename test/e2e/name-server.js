// A name server as a cluster's looks from a pod: it knows the addresses that stand in /state/<name>, one a line, and of
// every other name says that there is none. Answers over UDP; asked for another type than A, it has no record.

const {readFileSync} = require('node:fs')
const {createSocket} = require('node:dgram')

const A = 1
const socket = createSocket('udp4')

socket.on('message', (question, {address, port}) => socket.send(answer(question), port, address))
socket.bind(53)

function answer(question) {
  const {name, end} = readName(question)
  const type = question.readUInt16BE(end)
  const addresses = lookUp(name)
  const records = addresses === undefined || type !== A ? [] : addresses.map(toRecord)
  const header = Buffer.alloc(12)
  question.copy(header, 0, 0, 2)
  // An answer, recursion wanted and had, and 3 for a name that does not exist.
  header.writeUInt16BE(0x8180 | (addresses === undefined ? 3 : 0), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, question.subarray(12, end + 4), ...records])
}

function readName(question) {
  const labels = []
  let at = 12
  while (question[at] !== 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + question[at]))
    at += question[at] + 1
  }
  return {name: labels.join('.').toLowerCase(), end: at + 1}
}

function lookUp(name) {
  try {
    return readFileSync(`/state/${name}`, 'utf8').split('\n').filter(Boolean)
  } catch {
    return undefined
  }
}

/** Five seconds, as CoreDNS gives records of headless Services. */
function toRecord(address) {
  return Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)])
}
