//! Generated people whose law is known: what a session of theirs takes at the median, how far it is spread, and how it
//! changes. The laws are not those that the model believes in: level, factors and biases are uniform, noise is normal,
//! Student's t with three degrees of freedom, or a mixture in which one session in ten is three times as far off.

use jiff::{SignedDuration, Timestamp};
use segue_meter::estimate::{Case, Familiarity, Mark, Observed, ProjectSize, Quality, TaskType, table};

use super::chance::Chance;

/// The first session of every world.
pub(crate) const START: Timestamp = Timestamp::constant(1_790_000_000, 0);
/// Calls after which what was spent is noted.
pub(crate) const MARKS: [u32; 5] = [1, 3, 5, 10, 20];

/// How noise is spread, and its 90th percentile at scale 1.
#[derive(Debug, Clone, Copy)]
enum Noise {
    Normal,
    Heavy,
    Mixture,
}

impl Noise {
    fn ninth(self) -> f64 {
        match self {
            Noise::Normal => 1.281_55,
            Noise::Heavy => 1.637_74,
            Noise::Mixture => 1.464_2,
        }
    }

    fn draw(self, chance: &mut Chance) -> f64 {
        match self {
            Noise::Normal => chance.normal(),
            Noise::Heavy => chance.heavy(),
            Noise::Mixture if chance.share() < 0.1 => 3.0 * chance.normal(),
            Noise::Mixture => chance.normal(),
        }
    }
}

/// How the level changes with time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Drift {
    Still,
    /// From this session on all takes this factor (as a logarithm) more.
    Jump(usize, f64),
    /// So much more (as a logarithm) with each session.
    Slow(f64),
}

struct Project {
    name: String,
    size: ProjectSize,
    familiarity: Familiarity,
    quality: Quality,
    level: f64,
}

/// One person, and the law of their sessions.
pub(crate) struct World {
    pub(crate) chance: Chance,
    person: f64,
    types: Vec<f64>,
    /// How strongly the table's factors hold: 1 as the table says.
    strength: [f64; 3],
    models: [f64; 3],
    projects: Vec<Project>,
    noise: Noise,
    /// 90th percentile of the noise, by type.
    spread: Vec<f64>,
    bias: f64,
    rate: f64,
    call: f64,
    weight: f64,
    pub(crate) drift: Drift,
    pub(crate) sessions: usize,
}

/// A session, and what the law said of it.
pub(crate) struct Session {
    pub(crate) seen: Observed,
    pub(crate) law: Law,
}

/// What the law says of a case, as logarithms of fresh tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Law {
    pub(crate) middle: f64,
    /// From the middle to the 10th and to the 90th percentile.
    pub(crate) spread: f64,
}

const MODELS: [&str; 3] = ["haiku", "sonnet", "opus"];

impl World {
    pub(crate) fn new(seed: u64) -> World {
        let mut chance = Chance::new(seed);
        let projects = (0..2 + chance.below(6))
            .map(|number| Project {
                name: format!("project-{number}"),
                size: ProjectSize::ALL[chance.below(4)],
                familiarity: Familiarity::ALL[chance.below(3)],
                quality: Quality::ALL[chance.below(3)],
                level: chance.between(-0.6, 0.6),
            })
            .collect();
        World {
            person: chance.between(-1.0, 1.0),
            types: TaskType::ALL.iter().map(|_| chance.between(-0.5, 0.5)).collect(),
            strength: [0; 3].map(|_| chance.between(0.2, 1.8)),
            models: [0; 3].map(|_| chance.between(-0.3, 0.3)),
            projects,
            noise: [Noise::Normal, Noise::Heavy, Noise::Mixture][chance.below(3)],
            spread: TaskType::ALL.iter().map(|_| chance.between(0.6, 1.5)).collect(),
            bias: chance.between(-0.9, 0.4),
            rate: chance.between(-0.6, 0.6),
            call: chance.between(-0.5, 0.5),
            weight: chance.between(-0.3, 0.3),
            drift: Drift::Still,
            sessions: 0,
            chance,
        }
    }

    /// A case as they come: some projects more often, a plan's own figure now and then.
    pub(crate) fn case(&mut self) -> Case {
        let task_type = TaskType::ALL[self.chance.below(6)];
        let share = self.chance.share();
        let project = ((share * share) * self.projects.len() as f64) as usize;
        let mut case = self.case_of(task_type, project);
        if self.chance.share() < 0.3 {
            let stated = self.law(&case).middle + self.bias + 0.5 * self.chance.normal();
            case.stated_tokens = Some(stated.exp() as u64 + 1);
        }
        case
    }

    /// A case of one kind.
    pub(crate) fn case_of(&mut self, task_type: TaskType, project: usize) -> Case {
        let model = MODELS[self.chance.below(3)];
        let project = &self.projects[project % self.projects.len()];
        Case {
            size: Some(project.size),
            familiarity: Some(project.familiarity),
            quality: Some(project.quality),
            project: Some(project.name.clone()),
            model: Some(model.to_owned()),
            ..Case::of(task_type)
        }
    }

    /// What the law says of a case now.
    pub(crate) fn law(&self, case: &Case) -> Law {
        let project = self
            .projects
            .iter()
            .find(|it| Some(&it.name) == case.project.as_ref());
        let model = MODELS.iter().position(|it| Some(*it) == case.model.as_deref());
        let factors = [
            case.size.map_or(1.0, table::size),
            case.familiarity.map_or(1.0, table::familiarity),
            case.quality.map_or(1.0, table::quality),
        ];
        let factors = factors
            .iter()
            .zip(self.strength)
            .map(|(it, strength)| strength * it.ln());
        let drift = match self.drift {
            Drift::Still => 0.0,
            Drift::Jump(at, by) => {
                if self.sessions >= at {
                    by
                } else {
                    0.0
                }
            }
            Drift::Slow(by) => by * self.sessions as f64,
        };
        let kind = case.task_type as usize;
        Law {
            middle: table::tokens(case.task_type).ln()
                + factors.sum::<f64>()
                + self.person
                + self.types[kind]
                + project.map_or(0.0, |it| it.level)
                + model.map_or(0.0, |it| self.models[it])
                + drift,
            spread: self.spread[kind],
        }
    }

    /// The next session: a case and what it took.
    pub(crate) fn session(&mut self) -> Session {
        let case = self.case();
        self.session_of(case)
    }

    /// What a session of this case took; time goes on.
    pub(crate) fn session_of(&mut self, case: Case) -> Session {
        let noise = self.noise.draw(&mut self.chance) / self.noise.ninth();
        let session = self.session_with(case, noise);
        self.sessions += 1;
        session
    }

    /// What a session took whose noise is so many 90th percentiles; time stands still.
    pub(crate) fn session_with(&mut self, case: Case, noise: f64) -> Session {
        let law = self.law(&case);
        let fresh = (law.middle + law.spread * noise).clamp(3.0, 25.0).exp().max(30.0);
        let rate = table::tokens_per_hour(case.task_type).ln() + self.rate + 0.5 * self.chance.normal();
        let call = table::FRESH_PER_CALL.ln() + self.call + 0.4 * self.chance.normal();
        let weight =
            table::weighted_per_fresh(case.model.as_deref()).ln() + self.weight + 0.3 * self.chance.normal();
        let calls = (fresh / call.exp()).round().clamp(1.0, 1e6);
        let marks = self.marks(fresh, calls as u32);
        let at = START + SignedDuration::from_hours(5 * self.sessions as i64);
        let seen = Observed {
            case,
            fresh: fresh as u64,
            weighted: (fresh * weight.exp()) as u64,
            millis: (fresh / rate.exp() * 3_600_000.0) as u64,
            calls: calls as u32,
            at,
            session: None,
            marks,
        };
        Session { seen, law }
    }

    /// What was spent after some calls: the first call writes three times the cache, the others vary.
    fn marks(&mut self, fresh: f64, calls: u32) -> Vec<Mark> {
        let drawn = calls.min(60);
        let sizes = (0..drawn)
            .map(|call| (0.8 * self.chance.normal()).exp() * if call == 0 { 3.0 } else { 1.0 })
            .collect::<Vec<_>>();
        let mean = sizes.iter().sum::<f64>() / f64::from(drawn);
        let unit = fresh / (sizes.iter().sum::<f64>() + f64::from(calls - drawn) * mean.min(1.4));
        let after = |calls: u32| {
            (sizes.iter().take(calls as usize).sum::<f64>() * unit)
                .round()
                .min(fresh) as u64
        };
        MARKS
            .into_iter()
            .filter(|mark| *mark <= calls)
            .map(|mark| Mark {
                calls: mark,
                fresh: after(mark).max(1),
            })
            .collect()
    }
}
