// Settings of the demo's Node-RED: quiet, nothing asked of the internet, no tour in front of the flow.
module.exports = {
  uiHost: process.env.HOST,
  uiPort: Number(process.env.PORT),
  flowFile: 'flows.json',
  flowFilePretty: true,
  // The demo keeps no secrets; without a key of its own Node-RED warns at every start.
  credentialSecret: 'sroc-demo-line',
  telemetry: { enabled: false, updateNotification: false },
  diagnostics: { enabled: true, ui: true },
  externalModules: { palette: { allowInstall: true, allowUpload: false, allowUpdate: true } },
  editorTheme: {
    tours: false,
    page: { title: 'Line 1 - SROC inspection' },
    header: { title: 'Line 1 - SROC inspection' },
    projects: {},
  },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};

// Whoever started this is gone without a word: do not stay behind.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
