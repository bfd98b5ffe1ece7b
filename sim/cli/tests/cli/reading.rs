//! What servers and simulators write, read; and what was read, told.

use crate::Dir;
use serde_json::Value;

/// The row of an infinite cache, which tells what a trace has.
fn infinite(dir: &Dir, arguments: &[&str]) -> Value {
    let mut all = vec!["replay"];
    all.extend(arguments);
    all.extend(["--json", "--cache", "2obj"]);
    let rows = dir.json(&all);
    rows.as_array().unwrap().last().unwrap().clone()
}

/// Requests, objects, and the bytes of all requests.
fn counted(dir: &Dir, arguments: &[&str]) -> (u64, u64, u64) {
    let row = infinite(dir, arguments);
    let number = |key: &str| row[key].as_u64().unwrap();
    (number("requests"), number("misses"), number("bytes"))
}

fn refused(dir: &Dir, arguments: &[&str]) -> String {
    let output = dir.hotset(&[&["replay"], arguments].concat());
    assert_eq!(output.status, 2, "{}", output.stderr);
    output.stderr
}

/// One line of each format: for the same three requests, one object twice and another once.
const FORMATS: [(&str, &str, &str); 8] = [
    (
        "nginx.json",
        "json",
        r#"{"time_local":"10/Oct/2020:13:55:3$S +0000","request":"GET $P HTTP/1.1","status":"200","body_bytes_sent":"100"}"#,
    ),
    (
        "caddy.json",
        "json",
        r#"{"level":"info","ts":160233813$S.5,"request":{"method":"GET","host":"a.example","uri":"$P","headers":{"Host":["b.example"]}},"size":100,"status":200}"#,
    ),
    (
        "iis.log",
        "w3c",
        "2020-10-10 13:55:3$S 10.0.0.1 GET $P - 80 - 192.0.2.1 Mozilla/5.0 200 0 0 100 15",
    ),
    (
        "cloudfront.log",
        "w3c",
        "2020-10-10\t13:55:3$S\tFRA2\t100\t192.0.2.1\tGET\td.cloudfront.net\t$P\t200",
    ),
    (
        "squid.log",
        "squid",
        "160233813$S.123    150 192.0.2.1 TCP_MISS/200 100 GET http://a.example$P - HIER_DIRECT/192.0.2.9 text/html",
    ),
    (
        "alb.log",
        "alb",
        r#"http 2020-10-10T13:55:3$S.186641Z app/lb/1 192.0.2.1:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 100 "GET http://a.example:80$P HTTP/1.1" "curl/7" - - arn "Root=1" "-" "-" 0 2020-10-10T13:55:36.000000Z "forward" "-" "-""#,
    ),
    (
        "s3.log",
        "s3",
        r#"79a5 bucket [10/Oct/2020:13:55:3$S +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT x "GET $P HTTP/1.1" 200 - 100 - 7 - "-" "S3Console/0.4" -"#,
    ),
    (
        "ats.log",
        "log",
        r#"192.0.2.1 - - [10/Oct/2020:13:55:3$S +0000] "GET http://a.example$P HTTP/1.1" 200 100 200 100 0 0 188"#,
    ),
];

fn lines(name: &str, line: &str) -> String {
    let header = match name {
        "iis.log" => {
            "#Version: 1.0\n#Date: 2020-10-10 13:55:36\n#Fields: date time s-ip cs-method \
             cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status \
             sc-substatus sc-win32-status sc-bytes time-taken\n"
        }
        "cloudfront.log" => {
            "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) \
             cs-uri-stem sc-status\n"
        }
        _ => "",
    };
    let requests = [("6", "/a"), ("7", "/b"), ("8", "/a")];
    let line = |(second, path): (&str, &str)| line.replace("$S", second).replace("$P", path) + "\n";
    header.to_owned() + &requests.map(line).concat()
}

#[test]
fn logs_of_many_kinds_are_recognised() {
    let dir = Dir::new();
    for (name, format, line) in FORMATS {
        let text = lines(name, line);
        dir.write(name, &text);
        let row = infinite(&dir, &[name]);
        assert_eq!(row["read"]["format"], format, "{name}");
        assert_eq!(counted(&dir, &[name]), (3, 2, 300), "{name}");
        // Compressed, in two members, with something behind them.
        let (first, second) = text.split_at(text.len() / 2);
        let mut packed = Vec::new();
        for part in [first, second] {
            use std::io::Write;
            let mut encoder =
                flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
            encoder.write_all(part.as_bytes()).unwrap();
            encoder.finish().unwrap();
        }
        packed.extend([0; 512]);
        dir.write("packed.gz", &packed);
        let row = infinite(&dir, &["packed.gz"]);
        assert_eq!((&row["requests"], &row["misses"]), (&3.into(), &2.into()), "{name}");
        let behind = row["read"]["left_behind"].as_str().unwrap();
        assert!(behind.starts_with("512 bytes"), "{behind}");
    }
}

#[test]
fn a_log_is_read_by_the_string_of_its_server() {
    let dir = Dir::new();
    dir.write("a.log", "a.example|13:55|10/Oct/2020:13:55:36 +0000|GET|/a|?b=1|200|100\n");
    let format = "%v|%T|%{%d/%b/%Y:%H:%M:%S %z}t|%m|%U|%q|%>s|%B";
    assert_eq!(counted(&dir, &["a.log", "--log-format", format]), (1, 1, 100));
    dir.write("b.log", "1602338136.123 /a 200 7 \"x\"\n1602338136.124 /a 304 0 \"x\"\n");
    let format = "log_format short '$msec $request_uri $status $bytes_sent \"$http_x\"';";
    assert_eq!(counted(&dir, &["b.log", "--log-format", format]), (2, 1, 14));
    assert!(refused(&dir, &["b.log"]).contains("--log-format"));
    assert!(refused(&dir, &["b.log", "--log-format", "%h %l"]).contains("has no time"));
    assert!(refused(&dir, &["b.log", "--log-format", "combinde"]).contains("combined"));
}

#[test]
fn tables_are_read_whatever_stands_between_their_fields() {
    let dir = Dir::new();
    for delimiter in [",", ";", "\t", "|", "  "] {
        dir.write("t.txt", "time,object,size\n1,a,100\n2,b,50\n".replace(',', delimiter));
        assert_eq!(counted(&dir, &["t.txt"]), (2, 2, 150), "{delimiter:?}");
    }
    dir.write("t.csv", "0,k0,100\n1,k1,101\n2,k0,100\n");
    let numbered = ["--time-column", "1", "--object-column", "2", "--bytes-column", "3"];
    assert_eq!(counted(&dir, &[&["t.csv"], &numbered[..]].concat()), (3, 2, 301));
    assert!(refused(&dir, &["t.csv"]).contains("--time-column 1"));
    dir.write("t.csv", "time,object,size\n1,\"a\nb\",100\n2,\"a\nb\",100\n3,\"c,1\n4,d,1\n");
    let row = infinite(&dir, &["t.csv"]);
    assert_eq!((&row["requests"], &row["misses"]), (&3.into(), &2.into()));
    assert_eq!(row["read"]["malformed"]["a quote left open"], 1);
    assert_eq!(row["read"]["first_malformed"]["number"], 6);
}

#[test]
fn units_of_time_are_found_told_or_asked_for() {
    let dir = Dir::new();
    // A request every second: with 1 s to live nothing hits, in milliseconds all but the first do.
    let misses = |arguments: &[&str]| {
        let all =
            [&["replay"], arguments, &["--policy", "ttl:ttl_s=1", "--cache", "9obj", "--json"]];
        dir.json(&all.concat())[0]["misses"].as_u64().unwrap()
    };
    let table = |header: &str, first: u64, step: u64| {
        let rows: Vec<String> =
            (0..20).map(|row| format!("{},a,1\n", first + row * step)).collect();
        format!("{header},object,size\n{}", rows.concat())
    };
    for (header, first, step, expected) in [
        ("time", 0, 1, 20),
        ("time(milliseconds)", 0, 100, 2),
        ("time_us", 0, 100_000, 2),
        ("timestampNanos", 0, 100_000_000, 2),
        ("timestamp", 1_602_338_136_123, 100, 2),
        ("timestamp", 1_602_338_136_123_000, 100_000, 2),
        ("timestamp", 1_602_338_136, 1, 20),
    ] {
        dir.write("t.csv", table(header, first, step));
        assert_eq!(misses(&["t.csv"]), expected, "{header} {first}");
        let times = infinite(&dir, &["t.csv"])["read"]["times"].clone();
        assert!(times.as_str().is_some_and(|times| !times.is_empty()), "{times}");
    }
    dir.write("t.csv", table("time(ticks)", 0, 100));
    assert!(refused(&dir, &["t.csv"]).contains("--time-unit"));
    assert_eq!(misses(&["t.csv", "--time-unit", "ms"]), 2);
    dir.write("t.csv", "time,object\n2024-03-01T00:00:00Z,a\n2024-03-01 00:00:00.5,a\n");
    assert_eq!(misses(&["t.csv"]), 1);
}

#[test]
fn operations_that_do_not_read_are_counted_and_a_deletion_drops_the_object() {
    let dir = Dir::new();
    dir.write(
        "t.csv",
        "timestamp,op,key,size\n0,GET,k,1\n1,get,k,1\n2,SET,k,1\n3,GET,k,1\n4,DELETE,k,1\n5,GET,k,1\n",
    );
    let row = infinite(&dir, &["t.csv"]);
    assert_eq!((&row["requests"], &row["misses"]), (&4.into(), &2.into()));
    let skipped = &row["read"]["skipped"];
    assert_eq!((&skipped["operation SET"], &skipped["operation DELETE"]), (&1.into(), &1.into()));
    assert_eq!(counted(&dir, &["t.csv", "--method", "GET,SET"]).0, 5);
    // The cache itself, kept as columns, knows of it too.
    let lru = |arguments: &[&str]| dir.json(arguments)[0]["misses"].clone();
    let arguments = ["replay", "t.csv", "--cache", "2obj", "--json"];
    assert_eq!(lru(&arguments), 2);
    assert_eq!(dir.hotset(&["densify", "t.csv"]).status, 0);
    assert_eq!(lru(&arguments), 2);
}

#[test]
fn times_to_live_come_from_the_trace() {
    let dir = Dir::new();
    dir.write("t.csv", "time,key,size,ttl\n0,a,1,1\n0,b,1,9\n5,a,1,1\n5,b,1,9\n");
    let misses = |policy: &str| {
        dir.json(&["replay", "t.csv", "--policy", policy, "--cache", "9obj", "--json"])[0]["misses"]
            .clone()
    };
    assert_eq!(misses("ttl"), 3);
    assert_eq!(misses("ttl:ttl_s=99"), 2);
}

#[test]
fn an_object_is_what_its_host_its_path_and_its_query_say() {
    let dir = Dir::new();
    let line = |target: &str| {
        format!("h - - [10/Oct/2020:13:55:36 +0000] \"GET {target} HTTP/1.1\" 200 10\n")
    };
    let targets = ["/a?utm_source=1", "/a?utm_source=2", "/%7ea", "/~a", "/a?id=1&fbclid=3"];
    dir.write("a.log", targets.map(line).concat());
    let objects = |arguments: &[&str]| counted(&dir, &[&["a.log"], arguments].concat()).1;
    assert_eq!(objects(&[]), 5);
    assert_eq!(objects(&["--query", "drop"]), 3);
    assert_eq!(objects(&["--query", "drop=utm_*,fbclid"]), 4);
    assert_eq!(objects(&["--normalize-urls"]), 4);
    assert!(refused(&dir, &["a.log", "--query", "some"]).contains("drop=NAME"));
}

#[test]
fn another_size_is_another_version_by_the_rule_modified() {
    let dir = Dir::new();
    // Grows twice, is confirmed, asked for in part, and cut short once.
    let answers = [(200, 100), (200, 300), (304, 0), (206, 50), (200, 120), (200, 300), (200, 310)];
    let line = |(second, (status, bytes)): (usize, (u32, u64))| {
        format!(
            "h - - [10/Oct/2020:13:55:{second:02} +0000] \"GET /a HTTP/1.1\" {status} {bytes}\n"
        )
    };
    dir.write("a.log", answers.into_iter().enumerate().map(line).collect::<String>());
    let row = |rule: &str| infinite(&dir, &["a.log", "--size-rule", rule]);
    let modified = row("modified");
    assert_eq!((&modified["misses"], &modified["bytes"]), (&3.into(), &1_910.into()));
    assert_eq!(
        (&modified["read"]["modifications"], &modified["read"]["cut_short"]),
        (&2.into(), &1.into())
    );
    assert!(modified["warnings"].is_null());
    // The other rules let the copy grow, and say so.
    for rule in ["last-whole", "as-logged"] {
        let row = row(rule);
        assert_eq!(row["misses"], 1, "{rule}");
        let warning = row["warnings"][0].as_str().unwrap();
        assert!(warning.contains("had another size"), "{warning}");
    }
    // A cache that holds it does as the infinite one.
    let lru =
        dir.json(&["replay", "a.log", "--size-rule", "modified", "--cache", "1KiB", "--json"]);
    assert_eq!(lru[0]["misses"], 3);
    let spec = "warm_up = 0.0\nbins = 2\n[workload]\nkind = 'trace'\npath = 'a.log'\n\
                size_rule = 'modified'\n[servers]\ncount = 1\ncache = '1KiB'\n[layout]\nkind = 'hashed'\n";
    dir.write("spec.toml", spec);
    let modified = dir.json(&["run", "spec.toml", "--json"]);
    let summary = |document: &Value| document["summary"][0].clone();
    let hit_ratio = summary(&modified)["hit_ratio"].as_f64().unwrap();
    assert!((hit_ratio - 4.0 / 7.0).abs() < 1e-12, "{hit_ratio}");
    assert_eq!(modified["traces"][0]["modifications"], 2);
    assert!(!summary(&modified)["warnings"].to_string().contains("other-sizes"));
    let grown = dir.json(&["run", "spec.toml", "--set", "workload.size_rule=last-whole", "--json"]);
    assert!(summary(&grown)["warnings"].to_string().contains("other-sizes"));
}

#[test]
fn several_files_are_one_trace_in_time_order() {
    let dir = Dir::new();
    let line = |second: u32, object: &str| {
        format!("h - - [10/Oct/2020:13:55:{second:02} +0000] \"GET /{object} HTTP/1.1\" 200 10\n")
    };
    dir.write("b.log", [line(1, "a"), line(5, "b"), line(6, "a")].concat());
    dir.write("a.log", [line(2, "b"), line(3, "c"), "garbage\n".to_owned()].concat());
    let whole = [(1, "a"), (2, "b"), (3, "c"), (5, "b"), (6, "a")].map(|(s, o)| line(s, o));
    dir.write("whole.txt", whole.concat());
    let lru = |arguments: &[&str]| {
        dir.json(&[&["replay"], arguments, &["--cache", "2obj", "--json"]].concat())[0].clone()
    };
    let (one, several) = (lru(&["whole.txt"]), lru(&["b.log", "a.log"]));
    for key in ["requests", "hits", "misses", "evictions"] {
        assert_eq!(one[key], several[key], "{key}");
    }
    assert_eq!(several["read"]["files"], 2);
    assert_eq!(several["read"]["stepped_back"], 0);
    assert_eq!(several["read"]["first_malformed"]["file"], "a.log");
    let found = dir.json(&["analyze", "a.log", "b.log", "--json"]);
    assert_eq!(found["requests"], 5);
    dir.write("odd.csv", "time,object\n1,a\n");
    assert!(refused(&dir, &["a.log", "odd.csv"]).contains("files of one format"));
}

#[test]
fn standard_input_is_a_trace() {
    let dir = Dir::new();
    let mut command = assert_cmd::Command::cargo_bin("hotset").unwrap();
    let output = command
        .current_dir(dir.path())
        .args(["analyze", "-", "--json"])
        .write_stdin("time,object,size\n1,a,10\n2,b,20\n3,a,10\n")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["requests"], 3);
}

#[test]
fn strict_reading_ends_at_the_first_line_that_does_not_fit() {
    let dir = Dir::new();
    dir.write("t.csv", "time,object,size\n1,a,10\nx,b,20\n3,a,10\n");
    assert!(refused(&dir, &["t.csv", "--strict"]).contains("t.csv:3: time is not a number"));
}

#[test]
fn the_order_of_the_file_can_be_kept() {
    let dir = Dir::new();
    dir.write("t.csv", "time,object,size\n10,a,1\n20,b,1\n5,a,1\n30,c,1\n31,b,1\n");
    let misses = |arguments: &[&str]| {
        let all = [&["replay", "t.csv", "--cache", "1obj", "--json"], arguments].concat();
        dir.json(&all)[0]["misses"].clone()
    };
    assert_eq!((misses(&[]), misses(&["--keep-order"])), (4.into(), 5.into()));
}

#[test]
fn what_is_no_trace_is_told_by_what_comes_nearest() {
    let dir = Dir::new();
    let utf_16: Vec<u8> = "time,object\n1,a\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    dir.write("utf16.csv", [&[0xff, 0xfe][..], &utf_16].concat());
    assert!(refused(&dir, &["utf16.csv"]).contains("UTF-16"));
    dir.write("bare.csv", &utf_16);
    assert!(refused(&dir, &["bare.csv"]).contains("UTF-16"));
    dir.write("t.csv", "when,what\n1,a\n");
    let error = refused(&dir, &["t.csv"]);
    assert!(error.contains("--time-column") && error.contains("when, what"), "{error}");
    dir.write("old.log", "h - - [10/Oct/1965:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 100\n");
    assert!(refused(&dir, &["old.log"]).contains("before 1970"));
}

/// A log in the format of its server, and how many objects it has.
fn objects_by_format(dir: &Dir, format: &str, lines: &str) -> u64 {
    dir.write("f.log", lines);
    counted(dir, &["f.log", "--log-format", format]).1
}

#[test]
fn of_two_fields_of_one_role_the_better_is_taken_and_the_other_told() {
    let dir = Dir::new();
    let twice = "1 /p1 /q 200 1\n2 /p2 /q 200 1\n";
    assert_eq!(objects_by_format(&dir, "$msec $request_uri $uri $status $bytes_sent", twice), 2);
    let fields =
        &infinite(&dir, &["f.log", "--log-format", "$msec $request_uri $uri $status $bytes_sent"])
            ["read"]["fields"]["object"];
    assert_eq!(
        (&fields["name"], &fields["instead_of"][0]),
        (&"$request_uri".into(), &"$uri".into())
    );
    let whole = "1 \"GET /a?x=1 HTTP/1.1\" /a 200 1\n2 \"GET /a?x=2 HTTP/1.1\" /a 200 1\n";
    assert_eq!(objects_by_format(&dir, "$msec \"$request\" $uri $status $bytes_sent", whole), 2);
    let hosts = "1 x.ex a.ex /a 200 1\n2 x.ex b.ex /a 200 1\n";
    let format = "$msec $server_name $host $request_uri $status $bytes_sent";
    assert_eq!(objects_by_format(&dir, format, hosts), 2);
    let json = "{\"t\":\"1.5\",\"u\":\"/a\",\"s\":\"200\",\"b\":\"1\"}\n";
    let format = "log_format j escape=json '{\"t\":\"$msec\",\"u\":\"$request_uri\",\"s\":\"$status\",\"b\":\"$bytes_sent\"}';";
    assert_eq!(objects_by_format(&dir, format, json), 1);
}

#[test]
fn virtual_hosts_are_found_where_servers_put_them() {
    let dir = Dir::new();
    let rest = "[10/Oct/2020:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 1\n";
    for [one, other] in [
        ["192.0.2.1 a.ex -", "192.0.2.1 b.ex -"],
        ["a.ex client.isp.example - -", "b.ex client.isp.example - -"],
        ["192.0.2.7:80 192.0.2.1 - -", "192.0.2.8:80 192.0.2.1 - -"],
        ["[2001:db8::1]:80 192.0.2.1 - -", "[2001:db8::2]:80 192.0.2.1 - -"],
    ] {
        dir.write("v.log", format!("{one} {rest}{other} {rest}"));
        assert_eq!(counted(&dir, &["v.log"]).1, 2, "{one}");
    }
    dir.write("v.log", format!("192.0.2.1 - - {rest}192.0.2.2 - john {rest}"));
    assert_eq!(counted(&dir, &["v.log"]).1, 1);
}

#[test]
fn fields_that_are_not_what_they_seem_are_told_or_refused() {
    let dir = Dir::new();
    dir.write(
        "t.csv",
        "timestamp,url,time,bytes\n1602338136,/a,0.003,100\n1602338196,/a,0.002,100\n",
    );
    assert_eq!(infinite(&dir, &["t.csv"])["read"]["fields"]["time"]["name"], "timestamp");
    dir.write("t.csv", "time,object,size(KB)\n1,a,10\n");
    assert!(refused(&dir, &["t.csv"]).contains("--bytes-column"));
    dir.write("t.json", "{\"time\":\"2020-10-10T13:55:36Z\",\"uri\":\"/a\",\"status\":200}\n");
    let absent = infinite(&dir, &["t.json"])["read"]["absent"].to_string();
    assert!(absent.contains("no size") && absent.contains("no method"), "{absent}");
    dir.write("t.csv", "time,object\n128166372003061629,a\n128166373003061629,a\n");
    let times = infinite(&dir, &["t.csv"])["read"]["times"].to_string();
    assert!(times.contains("file times"), "{times}");
    // A line of a log that is cut before its last field, and a day that ends.
    let head =
        "#Date: 2020-10-10 00:00:00\n#Fields: time cs-method cs-uri-stem sc-status sc-bytes\n";
    dir.write(
        "w.log",
        format!("{head}23:59:59 GET /a 200 5\n00:00:01 GET /a 200 5\n00:00:02 GET /a 200\n"),
    );
    let row = infinite(&dir, &["w.log"]);
    assert_eq!((&row["requests"], &row["read"]["stepped_back"]), (&2.into(), &0.into()));
    assert_eq!(row["read"]["malformed"]["fewer fields than #Fields names"], 1);
}

#[test]
fn bounds_are_found_where_nothing_was_deleted() {
    let dir = Dir::new();
    dir.write("t.csv", "time,op,object,size\n1,GET,a,10\n2,GET,a,10\n3,DELETE,z,1\n");
    let output = dir.hotset(&["replay", "t.csv", "--cache", "2obj", "--bounds"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
}

#[test]
fn a_long_first_line_and_remarks_do_not_hide_a_format() {
    let dir = Dir::new();
    let long = format!("{{\"ts\":1,\"uri\":\"/a\",\"h\":\"{}\"}}\n", "x".repeat(66_000));
    dir.write("l.json", long + &"{\"ts\":1,\"uri\":\"/a\",\"size\":3}\n".repeat(5));
    assert_eq!(counted(&dir, &["l.json"]).0, 5);
    dir.write("t.csv", "sep=;\ntime;object;size\n1;a;100.0\n");
    assert_eq!(counted(&dir, &["t.csv"]), (1, 1, 100));
    dir.write("t.csv", "# made by hand\ntime,object,size\n1,a,100\n");
    assert_eq!(counted(&dir, &["t.csv"]), (1, 1, 100));
    assert!(refused(&dir, &["t.csv", "t.csv"]).contains("named twice"));
    dir.write("t.csv.xz", b"\xfd7zXZ\x00garbage");
    assert!(refused(&dir, &["t.csv.xz"]).contains("xz"));
}

#[test]
fn quotes_that_are_left_open_merge_nothing() {
    let dir = Dir::new();
    let head = "time,url,agent,size\n";
    dir.write("t.csv", format!("{head}1,/a,\"Mozilla,1\n2,/b,\"Opera,1\n3,/c,Lynx,1\n"));
    let row = infinite(&dir, &["t.csv"]);
    assert_eq!(
        (&row["requests"], &row["read"]["malformed"]["a quote left open"]),
        (&1.into(), &2.into())
    );
}

#[test]
fn what_is_told_holds_for_every_file_and_every_line() {
    let dir = Dir::new();
    let head = "#Fields: time cs-uri-stem\n";
    dir.write(
        "w.log",
        format!("{head}1602338136123 /a\n1602338137123 /b\n{head}1602338138123 /a\n"),
    );
    let row = infinite(&dir, &["w.log"]);
    assert_eq!((&row["requests"], &row["read"]["malformed"]), (&3.into(), &serde_json::json!({})));
    dir.write("a.csv", "time,object\n1602338136,a\n");
    dir.write("b.csv", "ts_us,object\n1602338137000000,a\n");
    let times = infinite(&dir, &["a.csv", "b.csv"])["read"]["times"].to_string();
    assert!(times.contains("in another file microseconds"), "{times}");
    dir.write("t.csv", "time,object\n0,a\n1602338136123,b\n");
    assert!(infinite(&dir, &["t.csv"])["read"]["times"].to_string().contains("milliseconds"));
    // A log that was rotated just now.
    dir.write("c.csv", "");
    assert_eq!(counted(&dir, &["a.csv", "c.csv"]).0, 1);
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_refused_at_once() {
    let dir = Dir::new();
    for arguments in [
        &["replay", "/dev/zero"][..],
        &["analyze", "/dev/zero"],
        &["densify", "/dev/zero"],
        &["run", "/dev/zero"],
        &["plan", "/dev/zero"],
    ] {
        let output = dir.hotset(arguments);
        assert_eq!(output.status, 2, "{arguments:?}: {}", output.stderr);
        assert!(output.stderr.contains("regular file"), "{arguments:?}: {}", output.stderr);
    }
    dir.write("spec.toml", "[workload]\nkind = 'trace'\npath = '/dev/zero'\n");
    let output = dir.hotset(&["run", "spec.toml"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(output.stderr.contains("regular file"), "{}", output.stderr);
}
