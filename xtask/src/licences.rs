//! `cargo xtask licences`: every dependency carries a licence that `deny.toml` allows.

use serde::Deserialize;
use std::error::Error;
use std::fs;
use std::process::Command;

#[derive(Debug, Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Debug, Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let deny: Deny = toml::from_str(&fs::read_to_string("deny.toml")?)?;
    let allowed = deny
        .licenses
        .allow
        .iter()
        .map(|licence| spdx::Licensee::parse(licence))
        .collect::<Result<Vec<_>, _>>()?;
    let packages = metadata()?.packages;
    let refused: Vec<String> = packages
        .iter()
        .filter_map(|package| refusal(package, &allowed))
        .collect();
    if refused.is_empty() {
        println!("{} packages, every licence allowed", packages.len());
        return Ok(());
    }
    Err(format!(
        "licences that `deny.toml` does not allow:\n{}",
        refused.join("\n")
    )
    .into())
}

fn metadata() -> Result<Metadata, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--all-features",
        ])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Why `package` may not be used; `None` when it may.
fn refusal(package: &Package, allowed: &[spdx::Licensee]) -> Option<String> {
    let Package {
        name,
        version,
        license,
        source,
    } = package;
    source.as_ref()?;
    let Some(license) = license else {
        return Some(format!("{name} {version}: no licence named"));
    };
    let expression = match spdx::Expression::parse_mode(license, spdx::ParseMode::LAX) {
        Ok(expression) => expression,
        Err(error) => return Some(format!("{name} {version}: `{license}`: {}", error.reason)),
    };
    let held =
        expression.evaluate(|needed| allowed.iter().any(|licence| licence.satisfies(needed)));
    (!held).then(|| format!("{name} {version}: {license}"))
}
