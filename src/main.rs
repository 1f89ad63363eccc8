//! x
use synpunkt::classify::*; 
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let read = |p: &str| example::read(&std::fs::read(p).unwrap()).unwrap();
    let t0=std::time::Instant::now();
    let m = synpunkt::municipality::read::read(&synpunkt::municipality::read::Source::Embedded).unwrap();
    let mut learn = read(&a[2]);
    if a.len()>3 { learn = lessons(&m.municipality, &learn); }
    let c = Classifier::learn(&learn);
    eprintln!("learn {:?}", t0.elapsed());
    let test = read(&a[1]);
    for t in [0.5,0.6,0.7,0.75,0.8,0.85,0.9] { println!("{t} {}", serde_json::to_string(&evaluate::evaluate(&c,&test,t,if a.len()>3 {Some(&m.municipality)} else {None})).unwrap()); }
}
