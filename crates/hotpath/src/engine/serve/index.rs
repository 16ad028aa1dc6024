//! The plain page at `/routes`: what can be asked here.

use std::fmt::Write;

/// A route as the page shows it.
pub(super) struct Entry {
    pub(super) method: &'static str,
    /// The path, with `<…>` where something is to be filled in.
    pub(super) path: String,
    pub(super) job: &'static str,
}

/// The page of a program and its routes.
pub(super) fn page(program: &str, caller_name: &str, entries: &[Entry]) -> String {
    let (program, caller_name) = (escape(program), escape(caller_name));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>hotpath: {program}</title>\n\
         <style>body {{ font: 16px/1.5 sans-serif; margin: 2em }} td {{ padding: 0 1em 0 0 }}</style>\n\
         <h1>hotpath: {program}</h1>\n<p>{caller_name}</p>\n<table>\n"
    );
    for Entry { method, path, job } in entries {
        let path = escape(path);
        // What changes something, or lacks a part, is no link.
        let is_link = *method == "GET" && !path.contains("&lt;");
        let shown = if is_link { format!("<a href=\"{path}\">{path}</a>") } else { path };
        let _ = writeln!(page, "<tr><td>{method}<td>{shown}<td>{}", escape(job));
    }
    page + "</table>\n"
}

/// Text that is text in any place of a page, and on a terminal.
fn escape(text: &str) -> String {
    hotpath_render::markup(&hotpath_render::clean(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text() {
        let entries = [
            Entry { method: "GET", path: "/a".into(), job: "x & y" },
            Entry { method: "GET", path: "/a/<id>".into(), job: "" },
            Entry { method: "POST", path: "/b".into(), job: "" },
        ];
        let page = page("<script>alert('1')</script>", "a\"b\u{1b}[31m\n\u{9b}\u{202e}", &entries);
        assert!(page.contains("<h1>hotpath: &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</h1>"), "{page}");
        assert!(page.contains("<p>a&quot;b\\u{1b}[31m\\n\\u{9b}\\u{202e}</p>"), "{page}");
        assert!(page.contains("<tr><td>GET<td><a href=\"/a\">/a</a><td>x &amp; y\n"), "{page}");
        assert!(page.contains("<tr><td>GET<td>/a/&lt;id&gt;<td>\n<tr><td>POST<td>/b<td>\n"), "{page}");
    }
}
