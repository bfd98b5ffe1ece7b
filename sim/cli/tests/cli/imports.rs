//! Which file of a crate imports from which: read from the sources, through all re-exports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::visit::Visit;

/// The path of a module or of an item in it, from the root of its crate.
type Names = Vec<String>;

/// The modules of a crate that have files, and what they import.
#[derive(Default)]
pub(crate) struct Crate {
    /// The file of each module, from the folder of the sources.
    files: BTreeMap<Names, String>,
    modules: BTreeMap<Names, Module>,
}

#[derive(Default)]
struct Module {
    /// Names of the items that it defines.
    items: BTreeSet<String>,
    /// What a name that it imports stands for.
    imports: BTreeMap<String, Names>,
    /// Modules of which it imports everything.
    globs: Vec<Names>,
    /// Every path that is mentioned in it, relative to it or from the root.
    paths: BTreeSet<Names>,
}

impl Crate {
    /// Reads the sources below a folder.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut read = Self::default();
        let mut files = Vec::new();
        find_sources(folder, &mut files);
        for file in files {
            let relative = file.strip_prefix(folder).unwrap();
            let mut names: Names = relative
                .with_extension("")
                .iter()
                .map(|n| n.to_str().unwrap().to_owned())
                .collect();
            if names.last().is_some_and(|name| ["mod", "lib", "main"].contains(&name.as_str())) {
                names.pop();
            }
            read.files.insert(names, relative.display().to_string());
        }
        for (names, file) in &read.files {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            let syntax = syn::parse_file(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
            let mut module = Module::default();
            Reader { at: names, module: &mut module }.visit_file(&syntax);
            read.modules.insert(names.clone(), module);
        }
        read
    }

    /// For each file, the files that it imports from.
    pub(crate) fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let of_module = |(names, module): (&Names, &Module)| {
            let own = self.files[names].as_str();
            let mut imported: BTreeSet<&str> =
                module.paths.iter().filter_map(|path| self.file_of(names, path)).collect();
            imported.remove(own);
            (own, imported)
        };
        // What a module re-exports of those below it, it does not depend on.
        let is_room = |names: &Names| {
            self.files.keys().any(|other| other.len() > names.len() && other.starts_with(names))
        };
        let mut all: BTreeMap<&str, BTreeSet<&str>> = self.modules.iter().map(of_module).collect();
        for (names, module) in self.modules.iter().filter(|(names, _)| is_room(names)) {
            if module.items.is_empty() {
                all.insert(self.files[names].as_str(), BTreeSet::new());
            }
        }
        all
    }

    /// The file that defines what a path that stands in a module means; `None` if it is of another
    /// crate.
    fn file_of(&self, module: &Names, path: &[String]) -> Option<&str> {
        let absolute = self.absolute(module, path)?;
        let (home, _) = self.home(&absolute, 0)?;
        Some(&self.files[&home])
    }

    /// A path from the root.
    fn absolute(&self, module: &Names, path: &[String]) -> Option<Names> {
        let first = path.first()?;
        let known = |name: &String| {
            let below: Names = module.iter().chain([name]).cloned().collect();
            self.files.contains_key(&below).then_some(below)
        };
        if first == "crate" {
            return Some(path[1..].to_vec());
        }
        let imports = &self.modules[module].imports;
        let start = match imports.get(first) {
            Some(target) if target.first() != Some(first) || target.len() > 1 => {
                if target.first().is_some_and(|name| name == "crate") {
                    target[1..].to_vec()
                } else {
                    let below = known(target.first()?)?;
                    below.into_iter().chain(target[1..].iter().cloned()).collect()
                }
            }
            _ => known(first)?,
        };
        Some(start.into_iter().chain(path[1..].iter().cloned()).collect())
    }

    /// The module with a file in which a path from the root is defined, and what is left of the path.
    fn home(&self, path: &[String], depth: usize) -> Option<(Names, Names)> {
        assert!(depth < 20, "imports in circles: {path:?}");
        let mut module = Names::new();
        for (index, name) in path.iter().enumerate() {
            let below: Names = module.iter().chain([name]).cloned().collect();
            if self.files.contains_key(&below) {
                module = below;
                continue;
            }
            let known = &self.modules[&module];
            let rest = &path[index + 1..];
            if !known.items.contains(name) {
                if known.imports.contains_key(name) {
                    let target = self.absolute(&module, &path[index..])?;
                    return self.home(&target, depth + 1);
                }
                for glob in &known.globs {
                    let Some(glob) = self.absolute(&module, glob) else { continue };
                    let found: Names = glob.into_iter().chain([name.clone()]).collect();
                    if self.defines(&found) {
                        let found: Names = found.into_iter().chain(rest.iter().cloned()).collect();
                        return self.home(&found, depth + 1);
                    }
                }
            }
            return Some((module, path[index..].to_vec()));
        }
        Some((module, Names::new()))
    }

    fn defines(&self, path: &[String]) -> bool {
        let Some((name, module)) = path.split_last() else { return false };
        self.modules
            .get(module)
            .is_some_and(|module| module.items.contains(name) || module.imports.contains_key(name))
    }

    /// Which room imports from which other: a room is a module below the root, with all that is in it.
    pub(crate) fn room_imports(&self) -> BTreeSet<(String, String)> {
        let room = |file: &str| {
            let first = file.split('/').next().unwrap_or(file);
            first.strip_suffix(".rs").unwrap_or(first).to_owned()
        };
        let imports = self.imports();
        let pairs = imports
            .iter()
            .flat_map(|(file, others)| others.iter().map(move |other| (room(file), room(other))));
        pairs.filter(|(from, to)| from != to).collect()
    }

    /// Files that import from each other in circles, each circle once.
    pub(crate) fn circles(&self) -> Vec<Vec<&str>> {
        let imports = self.imports();
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            imports.keys().map(|file| (*file, reach(file, &imports))).collect();
        let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
        for file in imports.keys().filter(|file| reached[**file].contains(**file)) {
            let back = |other: &&&str| reached[**other].contains(file);
            circles.insert(reached[*file].iter().filter(back).copied().collect());
        }
        circles.into_iter().collect()
    }
}

/// All files to which imports lead from one.
fn reach<'a>(file: &str, imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<&str> = imports[file].iter().copied().collect();
    while let Some(next) = left.pop() {
        if reached.insert(next) {
            left.extend(imports[next].iter().copied());
        }
    }
    reached
}

fn find_sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // Tests may know all that they test.
            if path.file_name().is_some_and(|name| name != "tests") {
                find_sources(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Notes what a file defines, imports and mentions, but for its tests.
struct Reader<'a> {
    at: &'a Names,
    module: &'a mut Module,
}

impl Reader<'_> {
    /// `self` and `super` are written out.
    fn whole(&self, names: Names) -> Names {
        let mut at = self.at.clone();
        let mut rest = names.as_slice();
        match rest.first().map(String::as_str) {
            Some("self") => rest = &rest[1..],
            Some("super") => {
                while rest.first().is_some_and(|name| name == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            _ => return names,
        }
        ["crate".to_owned()].into_iter().chain(at).chain(rest.iter().cloned()).collect()
    }

    fn import(&mut self, tree: &syn::UseTree, before: &Names) {
        let with = |name: &syn::Ident| -> Names {
            before.iter().cloned().chain([name.to_string()]).collect()
        };
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(tree, before));
            }
            syn::UseTree::Glob(_) => {
                let module = self.whole(before.clone());
                self.module.globs.push(module.clone());
                self.module.paths.insert(module);
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                let target = self.whole(before.clone());
                if let Some(last) = target.last().cloned() {
                    self.module.imports.insert(last, target.clone());
                }
                self.module.paths.insert(target);
            }
            syn::UseTree::Name(name) => {
                let target = self.whole(with(&name.ident));
                self.module.imports.insert(name.ident.to_string(), target.clone());
                self.module.paths.insert(target);
            }
            syn::UseTree::Rename(name) => {
                let target = self.whole(with(&name.ident));
                self.module.imports.insert(name.rename.to_string(), target.clone());
                self.module.paths.insert(target);
            }
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (attributes, name) = match item {
            syn::Item::Const(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            syn::Item::Static(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Type(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Impl(item) => (&item.attrs, None),
            syn::Item::Mod(item) => (&item.attrs, None),
            syn::Item::Use(item) => (&item.attrs, None),
            _ => return,
        };
        if is_test(attributes) {
            return;
        }
        self.module.items.extend(name.map(ToString::to_string));
        syn::visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, &Names::new());
    }

    /// Where something may be seen is no import.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let names = self.whole(names);
            self.module.paths.insert(names);
        }
        syn::visit::visit_path(self, path);
    }
}
