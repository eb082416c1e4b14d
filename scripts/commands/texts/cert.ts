/** `chartroom help cert`. */
export const help = `Usage: chartroom cert [HOST]... [OPTION]...
       chartroom -e ENVIRONMENT cert [HOST]... [--secret] [OPTION]...
       chartroom cert trust

Makes a certificate for localhost, 127.0.0.1, ::1 and HOSTs, and leaves a good one as it is: a new one is made when
other hosts are wanted, fewer than 30 days are left, another authority signed it, or its key does not fit.

  without an environment  for \`mix phx.server\`: priv/cert/chartroom.pem and chartroom-key.pem of the Phoenix project
                          here, and the lines for config/dev.exs on stdout; no file of yours is edited
  with one                also for the hosts of its releases (value \`host\`, Ingresses, routes, Gateways). stdout says how
                          to put it into the cluster, as the TLS Secrets that they read
  trust                   how this machine comes to trust the authority; with mkcert: asks, then runs mkcert -install

Options:
  --secret       write the Secrets into the environment's cluster, if it is one of this machine; asks first
  --out DIR      where the two files go
  --ca NAME      mkcert, or own: an authority of chartroom's, signed by openssl. Without: mkcert where it is on PATH
  --port PORT    the port of the lines for config/dev.exs (4001)
  --force        make a new certificate, whatever is there
  --format json  what was made as JSON, on stdout

Nothing is added to a trust store unless you say so. Private keys are files of mode 0600, and are never printed.

Examples: chartroom cert
          chartroom -e local cert --secret
          curl --cacert "$(mkcert -CAROOT)/rootCA.pem" https://localhost:4001
`;
