//! The usual names of fields in each role, and how well a name fits.

use super::role::Role;
use super::time_unit::split_unit;

impl Role {
    /// Usual names, in letters and digits, the best first: those of nginx, Caddy, Traefik, Envoy,
    /// Cloudflare, the Elastic Common Schema, W3C extended logs (IIS, CloudFront), and of the traces of
    /// libCacheSim, Twitter and Wikimedia.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Time => &[
                "timestamp",
                "datetime",
                "ts",
                "timeiso8601",
                "timelocal",
                "msec",
                "starttime",
                "startutc",
                "edgestarttimestamp",
                "requesttimestamp",
                "reqtimesec",
                "xtimestamp",
                "time",
                "epoch",
                "unixtime",
                "relativeunix",
                "clock",
                "date",
            ],
            Self::Date => &["date"],
            Self::Request => &["request", "requestline", "requestfirstline"],
            Self::Object => &[
                "requesturi",
                "clientrequesturi",
                "urlfull",
                "uri",
                "url",
                "requesturl",
                "urloriginal",
                "csuri",
                "csuristem",
                "csuripath",
                "reqpath",
                "requestpath",
                "urlpath",
                "object",
                "obj",
                "objectid",
                "objid",
                "key",
                "anonymizedkey",
                "cachekey",
                "hashedhostpathquery",
                "hashedpathquery",
                "path",
                "id",
                "name",
                "file",
            ],
            Self::Query => &["csuriquery", "query", "querystring", "urlquery", "args"],
            Self::Host => &[
                "xhostheader",
                "cshost",
                "host",
                "httphost",
                "requesthost",
                "clientrequesthost",
                "authority",
                "urldomain",
                "vhost",
                "virtualhost",
                "servername",
                "domain",
                "site",
                "hostheader",
                "reqhost",
            ],
            Self::Method => &[
                "requestmethod",
                "csmethod",
                "clientrequestmethod",
                "httprequestmethod",
                "httpmethod",
                "method",
                "verb",
                "reqmethod",
            ],
            Self::Operation => &["op", "operation", "optype", "command", "cmd"],
            Self::Status => &[
                "status",
                "scstatus",
                "statuscode",
                "responsecode",
                "responsestatus",
                "edgeresponsestatus",
                "downstreamstatus",
                "httpstatus",
                "responsestatuscode",
                "httpstatuscode",
                "respstatus",
                "httpcode",
                "code",
            ],
            Self::Bytes => &[
                "bodybytessent",
                "bytes",
                "bytessent",
                "scbytes",
                "size",
                "objsize",
                "objectsize",
                "length",
                "valuesize",
                "responsesize",
                "responsebytes",
                "responsebodybytes",
                "edgeresponsebytes",
                "downstreamcontentsize",
                "bytesout",
                "sizebytes",
                "contentlength",
                "responsebodysize",
                "respbytes",
                "responselength",
                "totalbytes",
                "bodybytes",
                "sentbytes",
            ],
            Self::Ttl => &["ttl", "maxage"],
        }
    }

    /// How well a name fits: 0 best.
    pub(super) fn rank(self, path: &str) -> Option<usize> {
        let segments: Vec<&str> = path.split('.').collect();
        // The sizes and states of requests are not those of responses.
        let of_request = segments.len() > 1 && bare(segments[segments.len() - 2]) == "request";
        if of_request && matches!(self, Self::Bytes | Self::Status) {
            return None;
        }
        let usual = |name: String| self.names().iter().position(|usual| *usual == name);
        let last = segments[segments.len() - 1];
        (1..=segments.len().min(3))
            .filter_map(|count| usual(bare(&segments[segments.len() - count..].join(""))))
            .chain(usual(bare(&split_unit(last).0)))
            .min()
    }
}

/// Letters and digits alone, in lower case: `cs(Host)` is `cshost`, `obj_id` is `objid`.
fn bare(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
