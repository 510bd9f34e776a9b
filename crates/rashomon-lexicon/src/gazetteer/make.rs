//! Makes the gazetteer's file from its tables.

use super::{Kind, MAGIC, NO_ADMIN, NO_COUNTRY, POPULATION_STEPS, normalised};
use std::collections::{BTreeMap, BTreeSet};

/// The tables a gazetteer is made from, as text.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// GeoNames places: id, name, latitude, longitude, country, admin1, population, time zone, other
    /// names.
    pub cities: &'a str,
    /// Countries: alpha-2, alpha-3, GeoNames id, population and name, by tabs.
    pub countries: &'a str,
    /// Alpha-2, latitude, longitude.
    pub country_points: &'a str,
    /// GeoNames code, id, name, other names.
    pub admin: &'a str,
    /// GeoNames code, latitude, longitude, abbreviations.
    pub states: &'a str,
    /// State, county, latitude, longitude.
    pub counties: &'a str,
    /// Name, other names, latitude, longitude, alpha-3.
    pub regions: &'a str,
}

/// Settlements below this population are known by their main name alone.
const ALIASED_POPULATION: f64 = 8000.0;

struct Row {
    geonames: u32,
    name: String,
    lat: f64,
    lon: f64,
    country: u8,
    admin: u16,
    population: f64,
    kind: Kind,
    aliases: Vec<String>,
}

/// Country by alpha-2 code, and the numbers of admin units.
#[derive(Default)]
struct Codes<'a> {
    /// Alpha-3 codes in the order of their numbers.
    alpha3: Vec<&'a str>,
    by_alpha2: BTreeMap<&'a str, u8>,
    admin: BTreeMap<&'a str, u16>,
}

/// The bytes of the gazetteer of `tables`; the same tables give the same bytes.
///
/// # Errors
/// When a row has too few columns or a number that is none.
pub fn make(tables: &Tables<'_>) -> Result<Vec<u8>, String> {
    let mut codes = Codes::default();
    let mut rows = Vec::new();
    countries(tables, &mut codes, &mut rows)?;
    for (number, fields) in lines(tables.admin).enumerate() {
        codes.admin.insert(field(&fields, 0)?, number as u16);
    }
    let first_city = rows.len();
    cities(tables, &codes, &mut rows)?;
    admin_units(tables, &codes, first_city, &mut rows)?;
    counties(tables, &codes, &mut rows)?;
    regions(tables, &codes, &mut rows)?;
    rows.sort_by(|one, two| {
        two.population
            .total_cmp(&one.population)
            .then_with(|| one.name.cmp(&two.name))
            .then(one.geonames.cmp(&two.geonames))
    });
    write(&codes, &rows)
}

fn lines(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| line.split('\t').collect())
}

fn field<'a>(fields: &[&'a str], index: usize) -> Result<&'a str, String> {
    fields
        .get(index)
        .copied()
        .ok_or_else(|| format!("a row has no column {}: {fields:?}", index + 1))
}

fn number(fields: &[&str], index: usize) -> Result<f64, String> {
    let text = field(fields, index)?;
    text.parse()
        .map_err(|_| format!("`{text}` is no number in {fields:?}"))
}

fn countries<'a>(
    tables: &Tables<'a>,
    codes: &mut Codes<'a>,
    rows: &mut Vec<Row>,
) -> Result<(), String> {
    let mut points = BTreeMap::new();
    for fields in lines(tables.country_points) {
        points.insert(
            field(&fields, 0)?,
            (number(&fields, 1)?, number(&fields, 2)?),
        );
    }
    for fields in lines(tables.countries) {
        let (alpha2, alpha3) = (field(&fields, 0)?, field(&fields, 1)?);
        let country = codes.alpha3.len() as u8;
        codes.alpha3.push(alpha3);
        codes.by_alpha2.insert(alpha2, country);
        let Some(&(lat, lon)) = points.get(alpha2) else {
            continue;
        };
        rows.push(Row {
            geonames: number(&fields, 2)? as u32,
            name: field(&fields, 4)?.to_owned(),
            lat,
            lon,
            country,
            admin: NO_ADMIN,
            population: number(&fields, 3)?,
            kind: Kind::Country,
            aliases: other_names(alpha3),
        });
    }
    Ok(())
}

/// The names of a country in the table of countries.
fn other_names(alpha3: &str) -> Vec<String> {
    let country = rashomon_doc::Iso3::new(alpha3).and_then(crate::countries::country);
    let names = country.into_iter().flat_map(|country| {
        let others = country.other_names.iter().copied();
        others.chain([country.name])
    });
    names.map(str::to_owned).collect()
}

fn cities(tables: &Tables<'_>, codes: &Codes<'_>, rows: &mut Vec<Row>) -> Result<(), String> {
    for fields in lines(tables.cities).filter(|fields| fields[0] != "geonameid") {
        let population = field(&fields, 6)?.parse().unwrap_or(0.0);
        let (alpha2, admin) = (field(&fields, 4)?, field(&fields, 5)?);
        let aliases = if population < ALIASED_POPULATION {
            ""
        } else {
            fields.get(8).copied().unwrap_or("")
        };
        rows.push(Row {
            geonames: number(&fields, 0)? as u32,
            name: field(&fields, 1)?.to_owned(),
            lat: number(&fields, 2)?,
            lon: number(&fields, 3)?,
            country: codes.by_alpha2.get(alpha2).copied().unwrap_or(NO_COUNTRY),
            admin: codes
                .admin
                .get(format!("{alpha2}.{admin}").as_str())
                .copied()
                .unwrap_or(NO_ADMIN),
            population,
            kind: Kind::Settlement,
            aliases: aliases
                .split('|')
                .filter(|alias| is_alias(alias))
                .map(str::to_owned)
                .collect(),
        });
    }
    Ok(())
}

/// Whether another name is one that English text may use: in Latin letters, no code.
fn is_alias(alias: &str) -> bool {
    let latin = alias.chars().all(|char| {
        char.is_ascii()
            || ('À'..='ɏ').contains(&char)
            || ('Ḁ'..='ỿ').contains(&char)
            || matches!(char, '’' | '‘' | 'ʻ' | 'ʼ')
    });
    let capital = alias.starts_with(char::is_uppercase);
    let code = alias.len() <= 4 && alias.chars().all(|char| char.is_uppercase());
    latin && capital && !code && (3..=32).contains(&alias.len())
}

/// Admin units lie in the middle of their settlements, unless a table gives their centre.
fn admin_units(
    tables: &Tables<'_>,
    codes: &Codes<'_>,
    first_city: usize,
    rows: &mut Vec<Row>,
) -> Result<(), String> {
    let mut centres = BTreeMap::new();
    for fields in lines(tables.states) {
        let abbreviations = field(&fields, 3)?;
        centres.insert(
            field(&fields, 0)?,
            (number(&fields, 1)?, number(&fields, 2)?, abbreviations),
        );
    }
    let mut inside: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate().skip(first_city) {
        inside.entry(row.admin).or_default().push(index);
    }
    for fields in lines(tables.admin) {
        let code = field(&fields, 0)?;
        let number = codes.admin[code];
        let centre = centres.get(code);
        let members = inside.get(&number).map_or(&[][..], Vec::as_slice);
        let middle = centre
            .map(|&(lat, lon, _)| (lat, lon))
            .or_else(|| middle(rows, members));
        let Some((lat, lon)) = middle else { continue };
        let mut aliases: Vec<String> = field(&fields, 3)?
            .split('|')
            .filter(|alias| is_alias(alias))
            .map(str::to_owned)
            .collect();
        if let Some((_, _, abbreviations)) = centre {
            aliases.extend(
                abbreviations
                    .split(';')
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned),
            );
        }
        let population = members.iter().map(|&index| rows[index].population).sum();
        rows.push(Row {
            geonames: field(&fields, 1)?.parse().unwrap_or(0),
            name: field(&fields, 2)?.to_owned(),
            lat,
            lon,
            country: codes
                .by_alpha2
                .get(&code[..2])
                .copied()
                .unwrap_or(NO_COUNTRY),
            admin: number,
            population,
            kind: Kind::Admin,
            aliases,
        });
    }
    Ok(())
}

/// The middle of the box that holds all but the outermost twentieth of the settlements.
fn middle(rows: &[Row], members: &[usize]) -> Option<(f64, f64)> {
    let centre = |value: fn(&Row) -> f64| {
        let mut values: Vec<f64> = members.iter().map(|&index| value(&rows[index])).collect();
        values.sort_by(f64::total_cmp);
        let cut = values.len() / 20;
        Some((values.get(cut)? + values.get(values.len() - 1 - cut)?) / 2.0)
    };
    if members.is_empty() {
        return None;
    }
    Some((centre(|row| row.lat)?, centre(|row| row.lon)?))
}

/// The population a county is ranked by: about the mean of the counties of the US.
const COUNTY_POPULATION: f64 = 30_000.0;

fn counties(tables: &Tables<'_>, codes: &Codes<'_>, rows: &mut Vec<Row>) -> Result<(), String> {
    let usa = codes.by_alpha2.get("US").copied().unwrap_or(NO_COUNTRY);
    for fields in lines(tables.counties) {
        let (state, county) = (field(&fields, 0)?, field(&fields, 1)?);
        let ending = if state == "LA" { "Parish" } else { "County" };
        rows.push(Row {
            geonames: 0,
            name: format!("{county} {ending}"),
            lat: number(&fields, 2)?,
            lon: number(&fields, 3)?,
            country: usa,
            admin: codes
                .admin
                .get(format!("US.{state}").as_str())
                .copied()
                .unwrap_or(NO_ADMIN),
            population: COUNTY_POPULATION,
            kind: Kind::County,
            aliases: vec![county.to_owned()],
        });
    }
    Ok(())
}

/// The population a region is ranked by, so that it stands beside large cities.
const REGION_POPULATION: f64 = 1_500_000.0;

fn regions(tables: &Tables<'_>, codes: &Codes<'_>, rows: &mut Vec<Row>) -> Result<(), String> {
    for fields in lines(tables.regions) {
        let alpha3 = field(&fields, 4)?;
        let country = codes.alpha3.iter().position(|code| *code == alpha3);
        rows.push(Row {
            geonames: 0,
            name: field(&fields, 0)?.to_owned(),
            lat: number(&fields, 2)?,
            lon: number(&fields, 3)?,
            country: country.map_or(NO_COUNTRY, |country| country as u8),
            admin: NO_ADMIN,
            population: REGION_POPULATION,
            kind: Kind::Region,
            aliases: field(&fields, 1)?
                .split(';')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        });
    }
    Ok(())
}

fn write(codes: &Codes<'_>, rows: &[Row]) -> Result<Vec<u8>, String> {
    let names: String = rows.iter().map(|row| row.name.as_str()).collect();
    let (index, postings) = index(rows)?;
    let mut file = MAGIC.to_vec();
    for count in [rows.len(), codes.alpha3.len(), names.len(), postings.len()] {
        file.extend((count as u32).to_le_bytes());
    }
    rows.iter()
        .for_each(|row| file.extend(row.geonames.to_le_bytes()));
    rows.iter()
        .for_each(|row| file.extend(steps(row.lat).to_le_bytes()));
    rows.iter()
        .for_each(|row| file.extend(steps(row.lon).to_le_bytes()));
    file.extend(rows.iter().map(|row| row.country));
    rows.iter()
        .for_each(|row| file.extend(row.admin.to_le_bytes()));
    file.extend(rows.iter().map(|row| {
        ((row.population + 1.0).ln() * POPULATION_STEPS)
            .round()
            .min(255.0) as u8
    }));
    file.extend(rows.iter().map(|row| row.kind as u8));
    let mut start = 0u32;
    for row in rows {
        file.extend(start.to_le_bytes());
        start += row.name.len() as u32;
    }
    file.extend(start.to_le_bytes());
    file.extend(names.as_bytes());
    codes
        .alpha3
        .iter()
        .for_each(|code| file.extend(code.as_bytes()));
    postings
        .iter()
        .for_each(|posting| file.extend(posting.to_le_bytes()));
    file.extend(index);
    Ok(file)
}

fn steps(degrees: f64) -> i16 {
    (degrees * f64::from(i16::MAX) / 180.0).round() as i16
}

/// The index of names, and the rows of each name one after another.
fn index(rows: &[Row]) -> Result<(Vec<u8>, Vec<u32>), String> {
    let mut by_name: BTreeMap<String, BTreeSet<(u32, bool)>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let main = normalised(&row.name);
        let others = row
            .aliases
            .iter()
            .map(|alias| normalised(alias))
            .filter(|alias| *alias != main);
        let others: BTreeSet<String> = others.collect();
        by_name
            .entry(main)
            .or_default()
            .insert((index as u32, true));
        for alias in others {
            by_name
                .entry(alias)
                .or_default()
                .insert((index as u32, false));
        }
    }
    by_name.remove("");
    let mut postings = Vec::new();
    let mut builder = fst::MapBuilder::memory();
    for (name, places) in &by_name {
        let start = postings.len() as u64;
        let kept = places.iter().take(0xfff);
        postings.extend(kept.map(|&(row, main)| row << 1 | u32::from(main)));
        let count = postings.len() as u64 - start;
        builder
            .insert(name, start << 12 | count)
            .map_err(|error| error.to_string())?;
    }
    let bytes = builder.into_inner().map_err(|error| error.to_string())?;
    Ok((bytes, postings))
}
