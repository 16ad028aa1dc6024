//! Compares functions in the text that the compiler hands to the assembler.

use std::collections::{HashMap, HashSet};

/// The assembly of a crate, cut at its labels.
#[derive(Default)]
pub struct Assembly {
    /// The lines below each label: of a function all of them, of data those up to the next label.
    blocks: HashMap<String, Vec<String>>,
    /// Second names of blocks, most of them of functions that the compiler has found to be the same.
    aliases: HashMap<String, String>,
}

impl Assembly {
    /// Reads the assembly of an ELF or Mach-O target.
    pub fn parse(text: &str) -> Self {
        // They speak of the symbol after them, and stand in the block before it.
        const AROUND: [&str; 8] =
            [".section", ".globl", ".p2align", ".type", ".size", ".hidden", ".weak", ".cfi_endproc"];
        let mut assembly = Self::default();
        let mut label = String::new();
        let mut is_function = false;
        for line in text.lines() {
            let line = line.trim();
            if let Some((alias, name)) = alias(line) {
                assembly.aliases.insert(alias, name);
            } else if let Some(found) = line.strip_suffix(':').filter(|_| !is_function) {
                if assembly.blocks.get(&label).is_some_and(Vec::is_empty) {
                    // Of two labels at one place the second is another name of the first.
                    assembly.aliases.insert(found.into(), label.clone());
                } else {
                    label = found.into();
                    assembly.blocks.insert(label.clone(), Vec::new());
                }
            } else if AROUND.iter().any(|word| line.starts_with(word)) {
                is_function &= line != ".cfi_endproc";
            } else if let Some(lines) = assembly.blocks.get_mut(&label) {
                is_function |= line == ".cfi_startproc";
                lines.push(line.into());
            }
        }
        assembly
    }

    /// The symbol of the function `name` in `module`: names are mangled with their lengths in front.
    ///
    /// # Panics
    ///
    /// When there is not exactly one, or nothing is in it.
    #[track_caller]
    pub fn symbol(&self, module: &str, name: &str) -> &str {
        let module = format!("{}{module}", module.len());
        let name = format!("{}{name}", name.len());
        let labels = self.blocks.keys().chain(self.aliases.keys());
        let found: Vec<_> = labels.filter(|label| label.contains(&module) && label.ends_with(&name)).collect();
        assert_eq!(found.len(), 1, "functions {module}::{name}: {found:?}");
        let lines = &self.blocks[&self.resolve(found[0].clone())];
        assert!(lines.len() > 1, "{module}::{name} is {lines:?}");
        found[0]
    }

    /// Do two functions, and all they refer to in this crate, have the same machine code? Texts and the places in the
    /// source that panics name may differ.
    ///
    /// # Errors
    ///
    /// The first lines that differ.
    pub fn compare(&self, left: &str, right: &str) -> Result<(), String> {
        let mut seen = HashSet::new();
        let mut open = vec![(left.to_owned(), right.to_owned())];
        while let Some((left, right)) = open.pop() {
            let (left, right) = (self.resolve(left), self.resolve(right));
            if left == right || !seen.insert((left.clone(), right.clone())) {
                continue;
            }
            let (Some(left_lines), Some(right_lines)) = (self.blocks.get(&left), self.blocks.get(&right)) else {
                return Err(format!("{left} and {right} are of other crates"));
            };
            let mut left_labels = Numbers::default();
            let mut right_labels = Numbers::default();
            for index in 0..left_lines.len().max(right_lines.len()) {
                let left_line = left_lines.get(index).map_or("", String::as_str);
                let right_line = right_lines.get(index).map_or("", String::as_str);
                let (left_code, left_references) = self.normalise(left_line, &mut left_labels);
                let (right_code, right_references) = self.normalise(right_line, &mut right_labels);
                if left_code != right_code {
                    return Err(format!("{left}:\n\t{left_line}\n{right}:\n\t{right_line}"));
                }
                open.extend(left_references.into_iter().zip(right_references));
            }
        }
        Ok(())
    }

    /// Which function a name stands for.
    fn resolve(&self, mut label: String) -> String {
        while let Some(name) = self.aliases.get(&label) {
            label.clone_from(name);
        }
        label
    }

    /// A line with numbers in the place of labels, and the labels of this crate that it refers to.
    fn normalise(&self, line: &str, labels: &mut Numbers) -> (String, Vec<String>) {
        if line.starts_with(".ascii") || line.starts_with(".asciz") {
            return (".ascii".into(), Vec::new());
        }
        let mut code = String::new();
        let mut references = Vec::new();
        for word in line.split_inclusive(|letter: char| !is_of_name(letter)) {
            let name = word.trim_end_matches(|letter: char| !is_of_name(letter));
            let after = &word[name.len()..];
            if self.blocks.contains_key(name) || self.aliases.contains_key(name) {
                references.push(name.to_owned());
                code += "label";
            } else if name.starts_with(".L") || name.starts_with("Ltmp") || name.starts_with("LBB") {
                code += &labels.number(name);
            } else {
                code += name;
            }
            code += after;
        }
        (code, references)
    }
}

/// Labels inside a block, in the order in which they come.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    fn number(&mut self, label: &str) -> String {
        let next = self.0.len();
        format!(".L{}", self.0.entry(label.into()).or_insert(next))
    }
}

/// `alias = name` and `.set alias, name`.
fn alias(line: &str) -> Option<(String, String)> {
    let (alias, name) = match line.strip_prefix(".set ") {
        Some(rest) => rest.split_once(", ")?,
        None => line.split_once(" = ")?,
    };
    (alias.chars().chain(name.chars()).all(is_of_name)).then(|| (alias.into(), name.into()))
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two functions that differ in labels and texts, with the data they refer to.
    const SAME: &str = "
_R5plain3sum:
.Lfunc_begin0:
	.cfi_startproc
	leaq	.Lanon.1(%rip), %rax
	jne	.LBB0_1
.LBB0_1:
	retq
	.cfi_endproc
	.section	.text._R9annotated3sum
_R9annotated3sum:
.Lfunc_begin7:
	.cfi_startproc
	leaq	.Lanon.2(%rip), %rax
	jne	.LBB7_1
.LBB7_1:
	retq
	.cfi_endproc
.Lanon.1:
	.asciz	\"plain.rs\"
	.quad	_R5plain4poll
.Lanon.2:
	.asciz	\"annotated.rs\"
	.quad	_R9annotated4poll
_R5plain4poll:
	.cfi_startproc
	jmp	elsewhere
	.cfi_endproc
.set _R9annotated4poll, _R5plain4poll
";

    #[track_caller]
    fn check(text: &str, difference: Option<&str>) {
        let assembly = Assembly::parse(text);
        let [plain, annotated] = ["plain", "annotated"].map(|module| assembly.symbol(module, "sum"));
        let compared = assembly.compare(plain, annotated);
        assert_eq!(compared.as_ref().err().map(String::as_str), difference);
    }

    #[test]
    fn labels_texts_and_aliases_are_no_difference() {
        check(SAME, None);
    }

    #[test]
    fn another_instruction_is_a_difference() {
        check(
            &SAME.replace("jne	.LBB7_1", "je	.LBB7_1"),
            Some("_R5plain3sum:\n\tjne	.LBB0_1\n_R9annotated3sum:\n\tje	.LBB7_1"),
        );
    }

    #[test]
    fn another_target_of_a_jump_is_a_difference() {
        check(
            &SAME.replace("jne	.LBB7_1", "jne	.LBB7_2"),
            Some("_R5plain3sum:\n\t.LBB0_1:\n_R9annotated3sum:\n\t.LBB7_1:"),
        );
    }

    #[test]
    fn one_more_instruction_is_a_difference() {
        let text = SAME.replace(".LBB7_1:\n	retq", ".LBB7_1:\n	retq\n	nop");
        check(&text, Some("_R5plain3sum:\n\t\n_R9annotated3sum:\n\tnop"));
    }

    #[test]
    fn a_difference_behind_a_reference_is_one() {
        let other = "_R9annotated4poll:\n	.cfi_startproc\n	jmp	hotpath\n	.cfi_endproc";
        check(
            &SAME.replace(".set _R9annotated4poll, _R5plain4poll", other),
            Some("_R5plain4poll:\n\tjmp	elsewhere\n_R9annotated4poll:\n\tjmp	hotpath"),
        );
    }
}
