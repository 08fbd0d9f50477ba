// The miniprogram's short names, for dependency-cruiser (Taro has them in miniprogram/config/index.ts).
const path = require('node:path')

const source = path.resolve(__dirname, '../../miniprogram/src')

module.exports = {
  resolve: { alias: { '@': source } },
}
