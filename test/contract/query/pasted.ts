/**
 * What people paste, a line it must find and one it must not. A line is written as `heroku[router]: message`, or as the
 * bare message of an app's line.
 */
export interface Pasted {
  what: string;
  query: string;
  finds: string;
  misses: string;
}

const ROUTER =
  'at=info method=GET path="/orders/42?expand=lines" host=harbor-quay-3f2a91.example.net request_id=7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11 fwd="203.0.113.24" dyno=web.2 connect=0ms service=41ms status=200 bytes=5120 protocol=http1.1 tls=true tls_version=tls1.3';
const TIMED_OUT =
  'at=error code=H12 desc="Request timeout" method=GET path="/reports/annual" host=harbor-quay-3f2a91.example.net request_id=c9a0b6a2-77a4-4a0b-9d5a-0f2a7d1b33e4 fwd="198.51.100.7,203.0.113.80" dyno=web.2 connect=2ms service=30000ms status=503 bytes=0 protocol=https';
const INTERRUPTED =
  'sock=client at=warning code=H27 desc="Client Request Interrupted" method=POST path="/upload" host=harbor-quay-3f2a91.example.net request_id=0b1d4e6f-1f30-4b57-8a6c-5be7e2c9d210 fwd="198.51.100.7" dyno=web.1 connect=1ms service=904ms status=499 bytes=0 protocol=https';
const EMPTY =
  'at=error code=H10 desc="App crashed" method=GET path="/" host=x.example.net request_id=f00 fwd="" dyno= connect= service= status=503 bytes= protocol=https';
const MEMORY =
  "source=web.1 dyno=heroku.40213377.6a2f4c1e-93d1-4a53-9f3f-0a2e6d7d5b90 sample#memory_total=211.60MB sample#memory_quota=512.00MB";
const POSTGRES =
  "source=DATABASE addon=postgresql-tidal-10443 sample#db_size=48211903bytes sample#active-connections=9 sample#load-avg-1m=0.07";
const JSON_LINE = '{"level":"error","msg":"card declined","user":{"id":42,"plan":"pro"},"took_ms":12}';
const STARTED = 'Started GET "/orders" for 203.0.113.24 at 2026-03-10 14:22:01 -0500';

const router = `heroku[router]: ${ROUTER}`;
const timedOut = `heroku[router]: ${TIMED_OUT}`;

export const PASTED: readonly Pasted[] = [
  // ---- pieces of the router's lines (the inputs on which other query languages fail) ----
  { what: "logfmt", query: "at=error code=H12", finds: timedOut, misses: router },
  { what: "quoted logfmt", query: 'fwd="203.0.113.24"', finds: router, misses: timedOut },
  { what: "a bare address", query: "203.0.113.24", finds: router, misses: "served 203.0.113.2" },
  { what: "an address block", query: "ip:203.0.113.0/24", finds: router, misses: `heroku[router]: ${INTERRUPTED}` },
  { what: "a source", query: "heroku[router]", finds: router, misses: "app[web.1]: hello" },
  {
    what: "a time in a field",
    query: "ts:2026-11-20T10:00:00Z",
    finds: "ts=2026-11-20T10:00:00Z ok",
    misses: "ts=2026-11-20T10:00:01Z ok",
  },
  { what: "a URL", query: "http://x.y/z?a=b", finds: "GET http://x.y/z?a=b 200", misses: "GET http://x.y/z 200" },
  {
    what: "a path in slashes",
    query: "path:/api/v1/",
    finds: 'heroku[router]: at=info path="/api/v1/"',
    misses: 'heroku[router]: at=info path="/xapi/v1/"',
  },
  {
    what: "a group of values",
    query: "level:(error OR warn)",
    finds: "app[web.1]: level=warn slow",
    misses: "app[web.1]: level=info fast",
  },
  { what: "lower-case or", query: "a:1 or b:2", finds: "b=2", misses: "a=2 b=1" },
  { what: "a stray parenthesis", query: "foo bar (", finds: "foo and bar", misses: "foo alone" },
  { what: "a whole router message", query: ROUTER, finds: router, misses: timedOut },
  { what: "a router message with an error", query: TIMED_OUT, finds: timedOut, misses: router },
  {
    what: "a router message with a leading sock",
    query: INTERRUPTED,
    finds: `heroku[router]: ${INTERRUPTED}`,
    misses: timedOut,
  },
  { what: "a router message with empty values", query: EMPTY, finds: `heroku[router]: ${EMPTY}`, misses: timedOut },
  { what: "the end of a router message", query: "service=41ms status=200 bytes=5120", finds: router, misses: timedOut },
  {
    what: "a router message cut in a quote",
    query: 'at=info method=GET path="/orders/42?exp',
    finds: router,
    misses: timedOut,
  },
  {
    what: "a router message cut with dots",
    query: 'at=info method=GET path="/orders/42?expand=lines" host=harb…',
    finds: router,
    misses: timedOut,
  },
  { what: "a path with its query string", query: "path=/orders/42?expand=lines", finds: router, misses: timedOut },
  { what: "a request id", query: "7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11", finds: router, misses: timedOut },
  {
    what: "a request id pair",
    query: "request_id=7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11",
    finds: router,
    misses: timedOut,
  },
  {
    what: "a tagged request id",
    query: "[7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11]",
    finds: "[7d0c5a51-5c2e-4c55-9b0e-2d1b6f0a9e11] Completed 200 OK",
    misses: "Completed 200 OK",
  },
  { what: "an address list", query: 'fwd="198.51.100.7,203.0.113.80"', finds: timedOut, misses: router },
  // ---- whole lines as other tools print them ----
  {
    what: "a line of heroku logs",
    query: `2026-03-04T09:15:02.118437+00:00 heroku[router]: ${ROUTER}`,
    finds: router,
    misses: timedOut,
  },
  {
    what: "an app's line of heroku logs",
    query: `2026-03-04T09:15:02.118437+00:00 app[web.1]: ${STARTED}`,
    finds: STARTED,
    misses: `app[web.2]: ${STARTED}`,
  },
  {
    what: "a line of heroku logs with an operator",
    query: "2026-03-04T09:15:02.118437+00:00 app[web.1]: retry OR give up -5 (x",
    finds: "retry OR give up -5 (x",
    misses: "retry",
  },
  {
    what: "a line of heroku logs with code",
    query: "2026-03-04T09:15:02.118437+00:00 app[web.1]: if (a || !b) { return x[0] ?? 'y' }",
    finds: "if (a || !b) { return x[0] ?? 'y' }",
    misses: "if (a)",
  },
  {
    what: "a line of heroku logs with JSON",
    query: `2026-03-04T09:15:02.118437+00:00 app[web.1]: ${JSON_LINE}`,
    finds: JSON_LINE,
    misses: '{"level":"error"}',
  },
  {
    what: "a dyno line of heroku logs",
    query: "2026-03-04T09:15:02.118437+00:00 heroku[web.1]: State changed from up to crashed",
    finds: "heroku[web.1]: State changed from up to crashed",
    misses: "heroku[web.2]: State changed from up to crashed",
  },
  {
    what: "a line of heroku logs with nothing said",
    query: "2026-03-04T09:15:02.118437+00:00 app[worker.1]:",
    finds: "app[worker.1]: anything",
    misses: "app[web.1]: anything",
  },
  {
    what: "a line of Papertrail",
    query: `Mar 04 09:15:02 my-app heroku/router: ${ROUTER}`,
    finds: router,
    misses: timedOut,
  },
  {
    what: "an app's line of Papertrail",
    query: "Mar  4 09:15:02 my-app app/web.1: Error: connect ECONNREFUSED 127.0.0.1:5432",
    finds: "Error: connect ECONNREFUSED 127.0.0.1:5432",
    misses: "app[web.2]: Error: connect ECONNREFUSED 127.0.0.1:5432",
  },
  {
    what: "a line of papertrail-cli",
    query: "2026-03-04T09:15:02+00:00 my-app app/web.1: done",
    finds: "all done",
    misses: "heroku[web.1]: done",
  },
  {
    what: "a drain's frame",
    query: `317 <134>1 2026-03-04T09:15:02.118437+00:00 host heroku router - ${ROUTER}`,
    finds: router,
    misses: timedOut,
  },
  {
    what: "a source and a message",
    query: "app[web.1]: Completed 500 Internal Server Error in 12ms",
    finds: "Completed 500 Internal Server Error in 12ms",
    misses: "Completed 200 OK in 12ms",
  },
  { what: "a source and words to find", query: "heroku[router]: status=503 code=H12", finds: timedOut, misses: router },
  {
    what: "an app that prints such a source itself",
    query: "sshd[root]: bad password",
    finds: "relay: sshd[root]: bad password",
    misses: "bad password",
  },
  {
    what: "several lines of heroku logs",
    query: `2026-03-04T09:15:02.118437+00:00 heroku[router]: ${ROUTER}\n2026-03-04T09:15:03.118437+00:00 app[web.1]: done`,
    finds: "done",
    misses: "app[web.2]: done",
  },
  // ---- messages ----
  {
    what: "Rails, started",
    query: STARTED,
    finds: STARTED,
    misses: 'Started GET "/orders" for 203.0.113.24 at 2026-03-10 14:22:02 -0500',
  },
  {
    what: "Rails, completed",
    query: "Completed 500 Internal Server Error in 12ms (ActiveRecord: 3.1ms | Allocations: 1200)",
    finds: "Completed 500 Internal Server Error in 12ms (ActiveRecord: 3.1ms | Allocations: 1200)",
    misses: "Completed 200 OK in 12ms",
  },
  {
    what: "Rails, parameters",
    query: '  Parameters: {"utf8"=>"✓", "user"=>{"email"=>"[FILTERED]"}}',
    finds: '  Parameters: {"utf8"=>"✓", "user"=>{"email"=>"[FILTERED]"}}',
    misses: 'Parameters: {"utf8"=>"✓"}',
  },
  {
    what: "Rails, SQL",
    query:
      'User Load (0.4ms)  SELECT "users".* FROM "users" WHERE "users"."id" = $1 LIMIT $2  [["id", 42], ["LIMIT", 1]]',
    finds:
      'User Load (0.4ms)  SELECT "users".* FROM "users" WHERE "users"."id" = $1 LIMIT $2  [["id", 42], ["LIMIT", 1]]',
    misses: 'User Load (0.4ms)  SELECT "users".* FROM "users"',
  },
  {
    what: "a JavaScript error",
    query: "TypeError: Cannot read properties of undefined (reading 'id')",
    finds: "Uncaught TypeError: Cannot read properties of undefined (reading 'id')",
    misses: "TypeError: x is not a function",
  },
  {
    what: "a JavaScript stack line",
    query: "    at Object.<anonymous> (/app/src/server.js:10:5)",
    finds: "    at Object.<anonymous> (/app/src/server.js:10:5)",
    misses: "at Object.<anonymous> (/app/src/server.js:11:5)",
  },
  {
    what: "an async stack line",
    query: "at async Promise.all (index 0)",
    finds: "    at async Promise.all (index 0)",
    misses: "at async Promise.race",
  },
  {
    what: "a JavaScript trace",
    query: "Error: boom\n    at run (/app/a.js:1:2)\n    at next (/app/b.js:3:4)",
    finds: "    at next (/app/b.js:3:4)",
    misses: "    at other (/app/c.js:3:4)",
  },
  {
    what: "a Python stack line",
    query: 'File "/app/views.py", line 42, in get',
    finds: '  File "/app/views.py", line 42, in get',
    misses: '  File "/app/views.py", line 43, in get',
  },
  {
    what: "a Python error",
    query: 'django.db.utils.OperationalError: FATAL:  too many connections for role "x"',
    finds: 'django.db.utils.OperationalError: FATAL:  too many connections for role "x"',
    misses: "FATAL: out of memory",
  },
  {
    what: "a Java stack line",
    query: "\tat com.example.Shop$Cart.add(Shop.java:42) ~[shop.jar!/:1.0]",
    finds: "\tat com.example.Shop$Cart.add(Shop.java:42) ~[shop.jar!/:1.0]",
    misses: "\tat com.example.Shop.add(Shop.java:42)",
  },
  {
    what: "a Java cause",
    query: "Caused by: java.net.SocketTimeoutException: Read timed out",
    finds: "Caused by: java.net.SocketTimeoutException: Read timed out",
    misses: "java.net.ConnectException",
  },
  {
    what: "a Ruby stack line",
    query: "from /app/lib/x.rb:12:in `block (2 levels) in <top (required)>'",
    finds: "\tfrom /app/lib/x.rb:12:in `block (2 levels) in <top (required)>'",
    misses: "\tfrom /app/lib/x.rb:13",
  },
  {
    what: "a Go panic",
    query:
      "panic: runtime error: invalid memory address or nil pointer dereference [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4]",
    finds:
      "panic: runtime error: invalid memory address or nil pointer dereference [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4]",
    misses: "panic: out of range",
  },
  {
    what: "an exit status",
    query: "Process exited with status 143",
    finds: "heroku[web.1]: Process exited with status 143",
    misses: "heroku[web.1]: Process exited with status 0",
  },
  {
    what: "a memory error",
    query: "Error R14 (Memory quota exceeded)",
    finds: "heroku[web.1]: Error R14 (Memory quota exceeded)",
    misses: "heroku[web.1]: Error R15 (Memory quota vastly exceeded)",
  },
  {
    what: "a memory measure",
    query: MEMORY,
    finds: `heroku[web.1]: ${MEMORY}`,
    misses: "heroku[web.1]: source=web.1 sample#load_avg_1m=0.42",
  },
  {
    what: "one memory measure",
    query: "sample#memory_total=211.60MB",
    finds: `heroku[web.1]: ${MEMORY}`,
    misses: "heroku[web.1]: sample#memory_total=211.61MB",
  },
  {
    what: "a database measure",
    query: POSTGRES,
    finds: `app[heroku-postgres]: ${POSTGRES}`,
    misses: "app[heroku-postgres]: source=DATABASE sample#tables=37",
  },
  {
    what: "a database log line",
    query: '[7-1] sql_error_code = 53300 FATAL:  too many connections for role "u"',
    finds: 'app[postgres.9]: [7-1] sql_error_code = 53300 FATAL:  too many connections for role "u"',
    misses: "app[postgres.9]: [7-1] LOG: checkpoint",
  },
  {
    what: "a release",
    query: "Release v42 created by user dev@example.com",
    finds: "heroku[api]: Release v42 created by user dev@example.com",
    misses: "Release v43 created by user dev@example.com",
  },
  {
    what: "a command",
    query: "Starting process with command `bundle exec puma -C config/puma.rb -p $PORT`",
    finds: "heroku[web.1]: Starting process with command `bundle exec puma -C config/puma.rb -p $PORT`",
    misses: "heroku[web.1]: Starting process with command `puma`",
  },
  {
    what: "flags",
    query: "npm run build --silent -- --mode=production",
    finds: "$ npm run build --silent -- --mode=production",
    misses: "npm run build",
  },
  {
    what: "prose with or",
    query: "could not read or write session's store: ENOSPC",
    finds: "could not read or write session's store: ENOSPC",
    misses: "all good",
  },
  {
    what: "prose with NOT",
    query: "NOT NULL constraint failed: users.email",
    finds: "SQLite: NOT NULL constraint failed: users.email",
    misses: "constraint failed",
  },
  {
    what: "prose with a number below zero",
    query: "balance is -5 now",
    finds: "balance is -5 now",
    misses: "balance is 5",
  },
  {
    what: "prose with an unclosed quote",
    query: 'unexpected token "<',
    finds: 'SyntaxError: unexpected token "<"',
    misses: "unexpected end",
  },
  { what: "an apostrophe", query: "can't connect", finds: "Can't connect to db", misses: "cannot connect" },
  // ---- JSON ----
  {
    what: "a JSON message",
    query: JSON_LINE,
    finds: JSON_LINE,
    misses: '{"level":"error","msg":"card declined","user":{"id":43}}',
  },
  {
    what: "a JSON message in another order",
    query: '{ "user": { "id": 42 }, "level": "error" }',
    finds: JSON_LINE,
    misses: '{"level":"info","user":{"id":42}}',
  },
  {
    what: "a JSON message on several lines",
    query: '{\n  "level": "error",\n  "user": { "id": 42 }\n}',
    finds: JSON_LINE,
    misses: "}",
  },
  { what: "a JSON member", query: '"msg":"card declined"', finds: JSON_LINE, misses: '{"msg":"card accepted"}' },
  {
    what: "JSON members",
    query: '"level":"error","msg":"card declined"',
    finds: JSON_LINE,
    misses: '{"level":"error","msg":"card accepted"}',
  },
  { what: "a cut JSON object", query: '"user":{"id":42', finds: JSON_LINE, misses: '{"user":{"id":7}}' },
  {
    what: "an escaped JSON string",
    query: '{\\"id\\":42} rejected',
    finds: 'payload {\\"id\\":42} rejected',
    misses: 'payload {\\"id\\":43} rejected',
  },
  { what: "a nested value", query: "user.id:42", finds: JSON_LINE, misses: '{"user":{"id":421}}' },
  // ---- unknown names in prose ----
  { what: "a class of error", query: "Error: something", finds: "Error: something broke", misses: "something broke" },
  {
    what: "a name that is no field",
    query: "cache:miss",
    finds: "lookup cache:miss for 7",
    misses: "lookup cache:hit for 7",
  },
  {
    what: "a pair that is not the whole value",
    query: "user=4",
    finds: "user=4 signed in",
    misses: "user=42 signed in",
  },
  {
    what: "a host and port",
    query: "localhost:3000",
    finds: "Listening on http://localhost:3000",
    misses: "Listening on http://localhost:30001",
  },
  {
    what: "a Windows path",
    query: "C:\\temp\\x.log",
    finds: "opened C:\\temp\\x.log",
    misses: "opened C:\\temp\\y.log",
  },
  {
    what: "a constant",
    query: "ActiveRecord::RecordNotFound",
    finds: "ActiveRecord::RecordNotFound (Couldn't find User)",
    misses: "ActiveRecord::Rollback",
  },
  {
    what: "a call",
    query: 'fetch("https://a.b/c?d=e&f=g")',
    finds: 'await fetch("https://a.b/c?d=e&f=g") failed',
    misses: "fetch failed",
  },
  {
    what: "an e-mail address",
    query: "dev+test@example.com",
    finds: "mail to dev+test@example.com sent",
    misses: "mail to dev@example.com sent",
  },
  { what: "smart quotes", query: "“card declined”", finds: "the card declined again", misses: "declined card" },
  // ---- Papertrail's saved searches ----
  {
    what: "Papertrail, exclusion",
    query: '"card declined" -test',
    finds: "card declined for 7",
    misses: "test: card declined for 7",
  },
  { what: "Papertrail, program", query: "program:heroku/router -status=200", finds: timedOut, misses: router },
  {
    what: "Papertrail, programs",
    query: "program:(app/web.1 app/worker.1)",
    finds: "app[worker.1]: x",
    misses: "heroku[router]: x",
  },
  {
    what: "Papertrail, single quotes around double",
    query: `'"action"=>"index"' -("count(*)" OR abc)`,
    finds: 'params "action"=>"index"',
    misses: 'params "action"=>"index" abc',
  },
  { what: "Papertrail, alternatives", query: "(web.1 timeout) OR (router H12)", finds: timedOut, misses: router },
  { what: "Papertrail, sender", query: "sender:harbor error", finds: "an error", misses: "all well" },
  { what: "Papertrail, severity", query: "severity:info -router", finds: "app[web.1]: hi", misses: router },
  // ---- signs, colours, other alphabets ----
  {
    what: "ANSI colours",
    query: "\u001b[32mINFO\u001b[0m \u001b[1mServer\u001b[22m listening (:::3000)",
    finds: "\u001b[32mINFO\u001b[0m \u001b[1mServer\u001b[22m listening (:::3000)",
    misses: "INFO Server listening",
  },
  {
    what: "ANSI colours whose escapes a terminal left out",
    query: "[36mUser Load (0.3ms)[0m [1mSELECT 1[0m",
    finds: "[36mUser Load (0.3ms)[0m [1mSELECT 1[0m",
    misses: "User Load (0.3ms) SELECT 1",
  },
  { what: "emoji", query: "🚀 deploy done 👍🏽", finds: "🚀 deploy done 👍🏽 in 3s", misses: "deploy done" },
  { what: "a family of emoji", query: "👩‍👩‍👧 joined", finds: "👩‍👩‍👧 joined", misses: "👩 joined" },
  {
    what: "Japanese",
    query: "接続が拒否されました (ポート5432)",
    finds: "接続が拒否されました (ポート5432)",
    misses: "接続しました",
  },
  { what: "Arabic", query: "خطأ: انتهت المهلة", finds: "خطأ: انتهت المهلة 30", misses: "خطأ" },
  {
    what: "an accent in two characters",
    query: "cafe\u0301 closed",
    finds: "cafe\u0301 closed",
    misses: "cafe closed",
  },
  {
    what: "brackets of every kind",
    query: "[[{(<x>)}]] ok? yes!",
    finds: "[[{(<x>)}]] ok? yes!",
    misses: "[[{(<y>)}]] ok? no!",
  },
  { what: "brackets that do not close", query: "got ( [ { here", finds: "got ( [ { here", misses: "got here" },
  {
    what: "quotes of every kind",
    query: `say "it's" 'so' \`now\` “then” «d'accord»`,
    finds: `say "it's" 'so' \`now\` “then” «d'accord»`,
    misses: "say it so now then",
  },
  {
    what: "backslashes",
    query: "\\\\server\\share\\new\\table",
    finds: "open \\\\server\\share\\new\\table",
    misses: "open share",
  },
  {
    what: "percent and underscore",
    query: "100%_done at 50%%",
    finds: "100%_done at 50%%",
    misses: "100 percent done",
  },
  { what: "stars and question marks", query: "*** FATAL *** why??", finds: "*** FATAL *** why??", misses: "FATAL" },
  {
    what: "a regular expression",
    query: "/^a+$/ did not match",
    finds: "/^a+$/ did not match 'b'",
    misses: "/^b+$/ matched",
  },
  {
    what: "an address with everything",
    query: "https://user:pw@a.example:8443/p/a(b)/?q=x%20y&z[]=1#frag",
    finds: "GET https://user:pw@a.example:8443/p/a(b)/?q=x%20y&z[]=1#frag 200",
    misses: "GET https://a.example/ 200",
  },
  {
    what: "a connection string",
    query: "postgres://u:p@db.example:5432/d?sslmode=require",
    finds: "connecting to postgres://u:p@db.example:5432/d?sslmode=require",
    misses: "connecting to postgres://u@db.example/d",
  },
  { what: "SQL with a comment", query: "SELECT 1; -- drop", finds: "SELECT 1; -- drop", misses: "SELECT 2" },
  {
    what: "a shell pipeline",
    query: "cat x | grep -v y && echo $? || true",
    finds: "$ cat x | grep -v y && echo $? || true",
    misses: "$ cat x",
  },
  {
    what: "HTML",
    query: '<a href="/x?y=1&amp;z">go</a>',
    finds: '<p><a href="/x?y=1&amp;z">go</a></p>',
    misses: "<a>go</a>",
  },
  { what: "a tab-separated line", query: "a\tb\tc", finds: "a\tb\tc\td", misses: "a b" },
  {
    what: "a very long line",
    query: `start ${"lorem ipsum (dolor) ".repeat(150)}end`,
    finds: `start ${"lorem ipsum (dolor) ".repeat(150)}end`,
    misses: "start lorem ipsum end",
  },
  {
    what: "logfmt with spaces in values",
    query: 'msg="job done" err="" took=1.5s tags=[a b]',
    finds: 'msg="job done" err="" took=1.5s tags=[a b]',
    misses: 'msg="job failed" took=1.5s',
  },
  {
    what: "Papertrail, everything at once",
    query: `program:app (error OR "timed out") -"health check" -sidekiq`,
    finds: "the request timed out",
    misses: "health check timed out",
  },
];
