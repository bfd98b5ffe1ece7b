//! JSON lines: one object per line, with named fields, as nginx (`escape=json`), Caddy, Traefik, Envoy,
//! Cloudflare and others write them.

mod json_lines;
mod wanted_fields;

pub(in crate::formats) use json_lines::INFO;
