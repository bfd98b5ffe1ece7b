//! Workloads that vary: every generator honours its rates (THEORY 4.7, 5.1 to 5.4, 5.7).

use hotset_workloads::synthetic::{
    Churn, Content, CrowdShape, CrowdTarget, CrowdTimes, Edge, Flash, Phases, Popularity, Profile,
    Rhythm, ShapeModel, ShotNoise, SiteWeights, Sites, Synthetic,
};
use hotset_workloads::{ObjectId, RequestBatch, RequestSource, SiteId, Stream};
use rand::SeedableRng;

const DAY_S: f64 = 86_400.0;

fn stream(seed: u64) -> Stream {
    Stream::seed_from_u64(seed)
}

fn small() -> Synthetic {
    Synthetic {
        objects: 2_000,
        sites: Sites { count: 4, weights: SiteWeights::Zipf { alpha: 0.5 }, overlap: 0.0 },
        requests: 600_000,
        rate_per_s: 2.0,
        ..Synthetic::default()
    }
}

fn rhythm(phases: Phases) -> Option<Rhythm> {
    Some(Rhythm { amplitude: 0.6, peak_hour: 20.0, phases, weekend: 0.8 })
}

fn crowds(target: CrowdTarget, shape: CrowdShape) -> Option<Flash> {
    Some(Flash {
        times: CrowdTimes::PerDay { events: 1.5 },
        target,
        magnitude: 4.0,
        magnitude_alpha: Some(1.5),
        magnitude_max: 50.0,
        common: None,
        shape: ShapeModel::Fixed(shape),
    })
}

fn power() -> CrowdShape {
    let edge = |exponent| Edge::Power { scale_s: 600.0, exponent, length_s: 20_000.0 };
    CrowdShape { rise: edge(0.2), plateau_s: 300.0, fall: edge(0.6) }
}

/// Requests of each site in each bin, and the requests of each object.
fn counted(content: &Content, seed: u64, width_s: f64) -> (Vec<Vec<f64>>, Vec<u64>) {
    // What comes after the last whole bin is left out.
    let bins = (content.model().duration_s() / width_s).floor() as usize;
    let mut of_site = vec![vec![0.0; bins]; content.catalog.sites];
    let mut of_object = vec![0; content.catalog.len()];
    let mut source = content.requests(stream(seed), stream(seed + 1_000));
    let mut batch = RequestBatch::default();
    let mut last = 0;
    while source.next_batch(&mut batch).unwrap() {
        for request in batch.iter() {
            assert!(request.time.0 >= last);
            last = request.time.0;
            let bin = (request.time.as_s() / width_s) as usize;
            if let Some(count) = of_site[usize::from(request.site)].get_mut(bin) {
                *count += 1.0;
            }
            of_object[request.object as usize] += 1;
        }
    }
    (of_site, of_object)
}

/// The statistic over bins with at least ten expected requests, in standard deviations.
fn chi_square(counts: &[f64], expected: &[f64]) -> f64 {
    let pairs = counts.iter().zip(expected).filter(|(_, e)| **e >= 10.0);
    let (sum, n) =
        pairs.fold((0.0, 0.0), |(sum, n), (c, e)| (sum + (c - e) * (c - e) / e, n + 1.0));
    assert!(n > 0.0, "no bin has ten expected requests");
    (sum - n) / f64::sqrt(2.0 * n)
}

fn honours_its_rates(name: &str, model: &Synthetic, width_s: f64) {
    let content = model.content(&mut stream(5)).unwrap();
    let (counts, _) = counted(&content, 7, width_s);
    let width_ns = (width_s * 1e9) as u64;
    for (site, counts) in counts.iter().enumerate() {
        let mut expected = vec![0.0; counts.len()];
        content.expectation(width_ns, counts.len()).add(site as SiteId, &mut expected);
        let z = chi_square(counts, &expected);
        // Neither too far off nor too close: both would be wrong.
        assert!(z.abs() < 4.0, "{name}, site {site}: chi-square is {z} deviations off");
    }
}

#[test]
fn every_generator_passes_a_chi_square_test() {
    let base = small();
    honours_its_rates(
        "flat rhythm",
        &Synthetic { rhythm: Some(Rhythm::default()), ..base.clone() },
        900.0,
    );
    for phases in [
        Phases::Common,
        Phases::Uniform,
        Phases::VonMises { kappa: 2.0 },
        Phases::Mixed { share: 0.5, peak_hour: 10.0 },
    ] {
        honours_its_rates("rhythm", &Synthetic { rhythm: rhythm(phases), ..base.clone() }, 900.0);
    }
    let mut shapes: Vec<CrowdShape> = ShapeModel::CAUSES.iter().map(|cause| cause.1).collect();
    shapes.push(power());
    shapes.push(CrowdShape::ari(30.0, 2.0, 3_600.0));
    for shape in shapes {
        for target in [CrowdTarget::Site, CrowdTarget::Object, CrowdTarget::NewObject] {
            let flash = crowds(target, shape);
            honours_its_rates("flash", &Synthetic { flash, ..base.clone() }, 300.0);
        }
    }
    let all = Synthetic {
        rhythm: rhythm(Phases::Uniform),
        flash: crowds(CrowdTarget::Object, power()),
        churn: Some(Churn { turnover_per_day: 2.0, new_share: 0.5, reach: 5.0 }),
        ..base
    };
    honours_its_rates("all together", &all, 300.0);
}

/// Over the whole stream, every object gets its share, whatever comes and goes.
#[test]
fn objects_get_their_shares_under_churn_and_crowds() {
    let model = Synthetic {
        flash: crowds(CrowdTarget::NewObject, power()),
        churn: Some(Churn { turnover_per_day: 0.5, new_share: 0.5, reach: 5.0 }),
        ..small()
    };
    let content = model.content(&mut stream(5)).unwrap();
    assert!(content.catalog.len() > 2_500, "{}", content.catalog.len());
    let (_, counts) = counted(&content, 3, DAY_S / 4.0);
    let total: u64 = counts.iter().sum();
    let expected: Vec<f64> = content.weights().iter().map(|w| w * total as f64).collect();
    let counts: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    let z = chi_square(&counts, &expected);
    assert!(z.abs() < 4.0, "chi-square is {z} deviations off");
}

/// A turnover without new objects keeps the catalog, and the top of the first day is not the top
/// of the last.
#[test]
fn churn_moves_the_top() {
    let churn = Churn { turnover_per_day: 1.0, new_share: 0.0, reach: 100.0 };
    let model = Synthetic { churn: Some(churn), sites: Sites::default(), ..small() };
    let content = model.content(&mut stream(5)).unwrap();
    assert_eq!(content.catalog.len(), 2_000);
    let mut source = content.requests(stream(1), stream(2));
    let mut batch = RequestBatch::default();
    let mut days: Vec<Vec<u64>> = Vec::new();
    while source.next_batch(&mut batch).unwrap() {
        for request in batch.iter() {
            let day = (request.time.as_s() / DAY_S) as usize;
            days.resize(days.len().max(day + 1), vec![0; 2_000]);
            days[day][request.object as usize] += 1;
        }
    }
    let top = |counts: &[u64]| {
        let mut ids: Vec<ObjectId> = (0..2_000).collect();
        ids.sort_by_key(|&id| std::cmp::Reverse(counts[id as usize]));
        ids.truncate(20);
        ids
    };
    let same = |a: &[u64], b: &[u64]| {
        let (a, b) = (top(a), top(b));
        a.iter().filter(|id| b.contains(id)).count()
    };
    assert!(same(&days[0], &days[2]) < 12, "{}", same(&days[0], &days[2]));
    let still = Synthetic { churn: None, rhythm: Some(Rhythm::default()), ..model };
    let content = still.content(&mut stream(5)).unwrap();
    let mut source = content.requests(stream(1), stream(2));
    let mut halves = vec![vec![0u64; 2_000]; 2];
    while source.next_batch(&mut batch).unwrap() {
        for request in batch.iter() {
            let half = usize::from(request.time.as_s() > 0.5 * still.duration_s());
            halves[half][request.object as usize] += 1;
        }
    }
    assert!(same(&halves[0], &halves[1]) >= 18, "{}", same(&halves[0], &halves[1]));
}

/// The share that is asked for is the share that there is, with many sites, too.
#[test]
fn overlap_is_a_share_of_each_catalog() {
    for (objects, count, overlap) in
        [(1_000, 100, 0.1), (200_000, 1_000, 0.1), (100_000, 1_024, 0.2), (50, 7, 0.5)]
    {
        let sites = Sites { count, weights: SiteWeights::Equal, overlap };
        let model = Synthetic { objects, sites, requests: 10, ..Synthetic::default() };
        let content = model.content(&mut stream(5)).unwrap();
        assert_eq!(content.catalog.len(), objects);
        // Objects of the first site alone, and those that it shares.
        let of_first = content.catalog.site.iter().filter(|&&site| site == 0).count() as f64;
        let of_last =
            content.catalog.site.iter().filter(|&&site| usize::from(site) == count - 1).count();
        let shared = of_first - of_last as f64;
        let found = shared / of_first;
        // The last site's own objects can be one fewer, and the shared ones are a whole number.
        assert!(
            (found - overlap).abs() < 1.5 / of_first + 1e-3,
            "{objects} {count} {overlap}: {found}"
        );
    }
}

/// Sites that share all objects ask for them by ranks of their own.
#[test]
fn overlapping_sites_share_objects_at_ranks_of_their_own() {
    for overlap in [0.0, 0.5, 1.0] {
        let model = Synthetic {
            sites: Sites { count: 4, weights: SiteWeights::Equal, overlap },
            popularity: Popularity::Zipf { alpha: 0.5 },
            ..small()
        };
        let content = model.content(&mut stream(5)).unwrap();
        assert_eq!(content.catalog.len(), 2_000);
        let mut asked = vec![[false; 4]; 2_000];
        let mut source = content.requests(stream(1), stream(2));
        let mut batch = RequestBatch::default();
        let mut counts = vec![0.0; 2_000];
        while source.next_batch(&mut batch).unwrap() {
            for request in batch.iter() {
                asked[request.object as usize][usize::from(request.site)] = true;
                counts[request.object as usize] += 1.0;
            }
        }
        let shared = asked.iter().filter(|sites| sites.iter().all(|&s| s)).count();
        // With half of c objects shared: c / 2 + 4 (c / 2) = 2000, and 400 are shared.
        let expected = [0, 400, 2_000][(overlap * 2.0) as usize];
        assert_eq!(shared, expected, "overlap {overlap}");
        let weights: Vec<f64> = content.weights().iter().map(|w| w * 600_000.0).collect();
        let z = chi_square(&counts, &weights);
        assert!(z.abs() < 4.0, "overlap {overlap}: {z}");
    }
}

#[test]
fn shot_noise_has_its_rate_its_profile_and_the_rhythm() {
    for (profile, rhythm) in [
        (Profile::Rectangular, None),
        (Profile::Exponential, rhythm(Phases::Common)),
        (Profile::Power, None),
    ] {
        let shots = ShotNoise {
            contents_per_day: 2_000.0,
            volume: 20.0,
            volume_alpha: None,
            life_days: 0.5,
            life_sigma: 0.5,
            profile,
        };
        let model = Synthetic { shots: Some(shots), rhythm, requests: 1_000_000, ..small() };
        let content = model.content(&mut stream(5)).unwrap();
        let (counts, of_object) = counted(&content, 7, 6.0 * 3_600.0);
        let total: f64 = counts.iter().flatten().sum();
        // A million are expected; contents come in lots of twenty, a few cut at the ends.
        let low = if profile == Profile::Power { 0.95 } else { 0.98 };
        assert!((low..1.02).contains(&(total / 1e6)), "{profile:?}: {total}");
        let expected: Vec<f64> = content.weights().iter().map(|w| w * total).collect();
        let of_object: Vec<f64> = of_object.iter().map(|&n| n as f64).collect();
        let z = chi_square(&of_object, &expected);
        // Under a rhythm, the share of a life that meets the peak differs.
        if rhythm.is_none() {
            assert!(z.abs() < 4.0, "{profile:?}: {z}");
        } else {
            let bins = counts[0].len();
            let of_hour = |from: usize| -> f64 {
                (from..bins).step_by(4).map(|bin| counts.iter().map(|c| c[bin]).sum::<f64>()).sum()
            };
            // Peak at 20 h: the last quarter of the day has 1 + 0.6 * 0.78, the second 1 - 0.47.
            let ratio = of_hour(3) / of_hour(1);
            assert!((2.2..3.4).contains(&ratio), "{ratio}");
        }
    }
}

#[test]
fn what_cannot_be_is_named() {
    let wrong = |model: Synthetic| model.check().unwrap_err().key;
    let amplitude = Rhythm { amplitude: 1.1, ..Rhythm::default() };
    assert_eq!(wrong(Synthetic { rhythm: Some(amplitude), ..small() }), "rhythm.amplitude");
    let long = crowds(CrowdTarget::Site, ShapeModel::CAUSES[3].1);
    let short = Synthetic { requests: 10_000, flash: long, ..small() };
    assert_eq!(wrong(short), "flash.shape");
    let overlap = Sites { count: 2, overlap: 1.5, ..Sites::default() };
    assert_eq!(wrong(Synthetic { sites: overlap, ..small() }), "sites.overlap");
    let churn = Churn { turnover_per_day: f64::NAN, new_share: 0.5, reach: 2.0 };
    assert_eq!(wrong(Synthetic { churn: Some(churn), ..small() }), "churn.turnover_per_day");
}
