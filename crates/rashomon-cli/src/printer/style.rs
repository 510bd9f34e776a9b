use crate::args::When;
use std::io::IsTerminal;

/// What a terminal can show. Colour only repeats what the words say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Columns to fill.
    pub(crate) width: usize,
    color: bool,
}

/// What a stretch of output is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tint {
    Heading,
    Soft,
    Quotation,
    Event,
    Time,
    Place,
    Figure,
    Warning,
}

impl Tint {
    const fn code(self) -> &'static str {
        match self {
            Tint::Heading => "1",
            Tint::Soft => "2",
            Tint::Quotation => "33",
            Tint::Event => "36",
            Tint::Time => "35",
            Tint::Place => "32",
            Tint::Figure => "31",
            Tint::Warning => "1;31",
        }
    }
}

impl Screen {
    /// The standard output as it is.
    pub(crate) fn stdout(when: When) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let color = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        Self {
            width: width.clamp(40, 160),
            color,
        }
    }

    /// `text` in the colour of `tint`, or as it is where there is no colour.
    pub(crate) fn paint(self, tint: Tint, text: &str) -> String {
        if self.color {
            format!("\x1b[{}m{text}\x1b[0m", tint.code())
        } else {
            text.to_owned()
        }
    }
}

/// `text` without what could steer a terminal: control characters become spaces.
pub(crate) fn tame(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
