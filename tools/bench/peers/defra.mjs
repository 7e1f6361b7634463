// DEFRA's forms engine as its own documentation has it served: hapi, the plugins that it asks for,
// its views, and state in memory. Run with NODE_ENV=production, so that its views are cached.
// Usage: node defra.mjs PEER_FOLDER DEFINITION PORT

import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// It will not start without these; a form that is filled in reaches none of them.
for (const name of ['NOTIFY_TEMPLATE_ID', 'NOTIFY_API_KEY', 'REDIS_USERNAME', 'REDIS_KEY_PREFIX']) {
  process.env[name] = 'unused'
}
for (const name of ['MANAGER_URL', 'DESIGNER_URL', 'SUBMISSION_URL', 'UPLOADER_URL', 'REDIS_HOST']) {
  process.env[name] = 'http://127.0.0.1:9'
}
process.env.FEEDBACK_LINK = 'mailto:feedback@council.example'

const [folder, definition, port] = process.argv.slice(2)
const installed = createRequire(join(resolve(folder), 'package.json'))
const packed = (name) => import(pathToFileURL(installed.resolve(name)))
const engine = join(resolve(folder), 'node_modules/@defra/forms-engine-plugin/.server/server')
const ours = (path) => import(pathToFileURL(join(engine, path)))

const { default: hapi } = await packed('@hapi/hapi')
const { Engine: Memory } = await packed('@hapi/catbox-memory')
const { default: schmervice } = await packed('@hapipal/schmervice')
const { configureEnginePlugin, CacheService } = await ours('plugins/engine/index.js')
const { configureCrumbPlugin } = await ours('plugins/crumb.js')
const { default: session } = await ours('plugins/session.js')
const { plugin: views } = await ours('plugins/nunjucks/index.js')
const { requestLogger } = await ours('common/helpers/logging/request-logger.js')

const server = hapi.server({
  host: '127.0.0.1',
  port,
  router: { stripTrailingSlash: true },
  routes: { validate: { options: { abortEarly: false } } },
  cache: [{ name: 'session', provider: { constructor: Memory } }]
})
await server.register([requestLogger, session, configureCrumbPlugin(), schmervice])
server.registerService(CacheService)
await server.register(views)
await server.register(
  await configureEnginePlugin({
    formFileName: basename(definition),
    formFilePath: dirname(resolve(definition)),
    services: {
      // In place of a call over the network, which would be no fault of the engine's.
      formsService: { getFormMetadata: async () => ({ notificationEmail: 'form@council.example' }) },
      formSubmissionService: {},
      outputService: {}
    }
  })
)
await server.start()
