// Tells Streamlit's page where its server is and what it would be told there. Without it, every address but the
// first looks for the server below itself, is told 404, waits and asks anew before it connects.
window.__streamlit = {
  BACKEND_BASE_URL: new URL("./", document.baseURI).href,
  HOST_CONFIG: {
    allowedOrigins: [window.location.origin],
    useExternalAuthToken: false,
    enableCustomParentMessages: false,
    enforceDownloadInNewTab: false,
    blockErrorDialogs: false,
    metricsUrl: "",
  },
};
