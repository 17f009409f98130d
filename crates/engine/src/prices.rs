//! The price table in force: the bundled one, with the person's overrides.

use segue_meter::price::{Billed, PriceTable};
use segue_store::Store;

use crate::problem::{Code, Problem};
use crate::world::World;

/// Where the fingerprint of the table that priced the rows is kept.
const FINGERPRINT: &str = "internal.price_table";

/// Reads the table. A broken override is a problem to be told, not a reason to show no prices: see [`override_problem`].
pub(crate) fn table(world: &World) -> PriceTable {
    read_override(world)
        .ok()
        .flatten()
        .unwrap_or_else(PriceTable::bundled)
}

/// What is wrong with the person's `prices.toml`, if anything.
pub(crate) fn override_problem(world: &World) -> Option<Problem> {
    read_override(world).err()
}

fn read_override(world: &World) -> Result<Option<PriceTable>, Problem> {
    let path = world.places.prices();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Problem::new(Code::Io, format!("{} cannot be read", path.display())).because(error));
        }
    };
    PriceTable::with_override(&text).map(Some).map_err(|error| {
        Problem::new(
            Code::BadInput,
            format!("{} is not a price table: {error}", path.display()),
        )
        .hint("The bundled prices are used until it is corrected.")
    })
}

/// Prices every response again when the table is not the one they were priced with.
pub(crate) fn keep_true(store: &mut Store, world: &World, table: &PriceTable) -> Result<bool, Problem> {
    let fingerprint = format!("{:016x}", table.fingerprint());
    if store.setting(FINGERPRINT)?.as_deref() == Some(fingerprint.as_str()) {
        return Ok(false);
    }
    store.reprice(|billed| {
        let request = Billed {
            tokens: billed.tokens,
            web_searches: billed.web_searches,
            fast: billed.fast,
            us_only: billed.us_only,
            at: billed.at,
        };
        table.cost(&billed.model, &request).micros
    })?;
    store.set_setting(FINGERPRINT, Some(&fingerprint), "segue", world.clock.now())?;
    Ok(true)
}
