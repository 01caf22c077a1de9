//! Codes in every form in which mail brings them: kinds, each with many variants that their seed decides.

use image::RgbImage;
use qrcodegen::QrCodeEcc;

use super::canvas::{
    BLACK, Colour, Drawing, Shape, WHITE, add_noise, add_specks, blur, scenery, shade, through_jpeg,
};
use super::random::Random;

/// A picture and the texts of its codes.
pub struct Variant {
    pub picture: RgbImage,
    pub texts: Vec<String>,
}

/// What draws one variant of a kind.
pub type Kind = (&'static str, fn(&mut Random) -> Variant);

/// All kinds that are one picture.
pub const KINDS: [Kind; 20] = [
    ("plain", plain),
    ("small", small),
    ("large", large),
    ("rotated", rotated),
    ("coloured", coloured),
    ("inverted", inverted),
    ("low contrast", low_contrast),
    ("noise", noise),
    ("specks", specks),
    ("blur", blurred),
    ("jpeg", jpeg),
    ("logo", logo),
    ("perspective", perspective),
    ("shadow", shadow),
    ("dots", dots),
    ("no border", no_border),
    ("in a scene", in_a_scene),
    ("several", several),
    ("long text", long_text),
    ("mixed", mixed),
];

/// The variant of a kind with that seed.
pub fn variant(kind: usize, seed: u64) -> Variant {
    let mut random = Random::new(seed << 8 | kind as u64);
    (KINDS[kind].1)(&mut random)
}

/// An address as such codes hold them.
pub fn address(random: &mut Random) -> String {
    let host = random.of(&[
        "mfa-renewal.example",
        "qr.parcel-desk.example",
        "docs.velisque.example",
        "wx.benefit.example",
    ]);
    let mut text = format!("https://{host}/");
    for _ in 0..random.whole(4, 60) {
        text.push(char::from(
            *random.of(b"abcdefghijklmnopqrstuvwxyz0123456789-_=/?&ABCDEFXYZ"),
        ));
    }
    text
}

fn level(random: &mut Random) -> QrCodeEcc {
    *random.of(&[
        QrCodeEcc::Low,
        QrCodeEcc::Medium,
        QrCodeEcc::Quartile,
        QrCodeEcc::High,
    ])
}

fn drawing(random: &mut Random) -> (Drawing, String) {
    let text = address(random);
    let mut drawing = Drawing::of(&text, level(random));
    drawing.module = random.whole(3, 8) as f32;
    (drawing, text)
}

fn one(picture: RgbImage, text: String) -> Variant {
    Variant {
        picture,
        texts: vec![text],
    }
}

fn plain(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.module = random.whole(2, 12) as f32;
    one(drawing.draw(), text)
}

fn small(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.module = random.between(1.2, 2.4);
    if random.whole(0, 3) == 0 {
        drawing.module = 1.0;
    }
    one(drawing.draw(), text)
}

fn large(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.module = random.between(25.0, 45.0);
    drawing.angle = *random.of(&[0.0, 0.0, 7.0]);
    one(drawing.draw(), text)
}

fn rotated(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.angle = random.between(0.0, 360.0);
    drawing.module = random.between(2.5, 7.0);
    one(drawing.draw(), text)
}

fn coloured(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    let pairs: [[Colour; 2]; 9] = [
        [[190.0, 20.0, 30.0], WHITE],
        [[20.0, 60.0, 190.0], [255.0, 240.0, 120.0]],
        [[255.0, 120.0, 0.0], WHITE],
        [[200.0, 0.0, 0.0], [0.0, 110.0, 0.0]],
        [[230.0, 30.0, 90.0], [90.0, 130.0, 255.0]],
        [[0.0, 150.0, 70.0], [220.0, 255.0, 230.0]],
        [[120.0, 170.0, 255.0], WHITE],
        [[90.0, 20.0, 120.0], [255.0, 160.0, 200.0]],
        [[255.0, 215.0, 0.0], [255.0, 255.0, 255.0]],
    ];
    let [dark, light] = *random.of(&pairs);
    (drawing.dark, drawing.light) = (dark, light);
    drawing.ground = *random.of(&[WHITE, light]);
    one(drawing.draw(), text)
}

fn inverted(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.dark = *random.of(&[WHITE, [255.0, 210.0, 80.0], [160.0, 220.0, 255.0]]);
    drawing.light = *random.of(&[BLACK, [30.0, 30.0, 60.0], [110.0, 0.0, 20.0]]);
    drawing.ground = *random.of(&[WHITE, drawing.light]);
    drawing.module = random.between(2.0, 7.0);
    one(drawing.draw(), text)
}

fn low_contrast(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    let middle = random.between(60.0, 200.0);
    let half = random.between(6.0, 25.0);
    (drawing.dark, drawing.light) = ([middle - half; 3], [middle + half; 3]);
    drawing.ground = *random.of(&[WHITE, drawing.light]);
    let mut picture = drawing.draw();
    add_noise(&mut picture, half / 8.0, random);
    one(picture, text)
}

fn noise(random: &mut Random) -> Variant {
    let (drawing, text) = drawing(random);
    let mut picture = drawing.draw();
    let deviation = random.between(20.0, 90.0);
    add_noise(&mut picture, deviation, random);
    one(picture, text)
}

fn specks(random: &mut Random) -> Variant {
    let (drawing, text) = drawing(random);
    let mut picture = drawing.draw();
    let part = random.between(0.02, 0.2);
    add_specks(&mut picture, part, random);
    one(picture, text)
}

fn blurred(random: &mut Random) -> Variant {
    let (drawing, text) = drawing(random);
    let deviation = drawing.module * random.between(0.3, 0.85);
    one(blur(&drawing.draw(), deviation), text)
}

fn jpeg(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.module = random.between(2.0, 6.0);
    drawing.dark = *random.of(&[BLACK, BLACK, [190.0, 20.0, 30.0], [20.0, 60.0, 190.0]]);
    let quality = random.whole(5, 40) as u8;
    one(through_jpeg(&drawing.draw(), quality), text)
}

fn logo(random: &mut Random) -> Variant {
    let text = address(random);
    let (level, part) = match random.whole(0, 2) {
        0 => (QrCodeEcc::Medium, random.between(0.12, 0.24)),
        1 => (QrCodeEcc::Quartile, random.between(0.18, 0.32)),
        _ => (QrCodeEcc::High, random.between(0.2, 0.38)),
    };
    let mut drawing = Drawing::of(&text, level);
    drawing.module = random.between(3.0, 8.0);
    let colour = *random.of(&[
        [30.0, 170.0, 60.0],
        [220.0, 50.0, 40.0],
        BLACK,
        [40.0, 90.0, 220.0],
    ]);
    drawing.logo = Some((part, colour));
    one(drawing.draw(), text)
}

fn perspective(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.tilt = [random.between(-42.0, 42.0), random.between(-42.0, 42.0)];
    drawing.angle = random.between(0.0, 360.0);
    drawing.module = random.between(4.0, 8.0);
    let side = (drawing.size() as f32 + 16.0) * drawing.module * 1.5;
    one(
        drawing.draw_on(side as u32, side as u32, [side / 2.0; 2]),
        text,
    )
}

fn shadow(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.angle = random.between(-15.0, 15.0);
    let mut picture = drawing.draw();
    let darkest = random.between(0.12, 0.4);
    shade(&mut picture, darkest, random);
    add_noise(&mut picture, 3.0, random);
    one(picture, text)
}

fn dots(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.shape = Shape::Dot;
    drawing.module = random.between(4.0, 12.0);
    one(drawing.draw(), text)
}

fn no_border(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.quiet = random.between(0.0, 1.5);
    one(drawing.draw(), text)
}

fn in_a_scene(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.module = random.between(3.0, 5.0);
    drawing.quiet = random.between(1.0, 4.0);
    drawing.angle = random.between(-30.0, 30.0);
    let side = (drawing.size() as f32 + 8.0) * drawing.module * 1.4;
    let (width, height) = (
        side + random.between(50.0, 400.0),
        side + random.between(20.0, 200.0),
    );
    let mut picture = scenery(width as u32, height as u32, random);
    let middle = [
        random.between(side / 2.0, width - side / 2.0),
        random.between(side / 2.0, height - side / 2.0),
    ];
    drawing.lay_on(&mut picture, middle);
    one(through_jpeg(&picture, 70), text)
}

fn several(random: &mut Random) -> Variant {
    let mut picture = RgbImage::from_pixel(1_000, 520, image::Rgb([255; 3]));
    let mut texts = Vec::new();
    for at in 0..random.whole(2, 3) {
        let (mut drawing, text) = drawing(random);
        drawing.module = random.between(2.5, 4.0);
        drawing.quiet = 2.0;
        drawing.angle = random.between(-8.0, 8.0);
        drawing.lay_on(&mut picture, [170.0 + 330.0 * at as f32, 260.0]);
        texts.push(text);
    }
    Variant { picture, texts }
}

fn long_text(random: &mut Random) -> Variant {
    let mut text = address(random);
    let length = random.whole(150, 900);
    while text.len() < length {
        text.push(char::from(
            *random.of(b"abcdefghijklmnopqrstuvwxyz0123456789%-_"),
        ));
    }
    let mut drawing = Drawing::of(&text, *random.of(&[QrCodeEcc::Low, QrCodeEcc::Medium]));
    drawing.module = random.between(2.5, 5.0);
    drawing.angle = *random.of(&[0.0, 0.0, 3.0, -20.0]);
    one(drawing.draw(), text)
}

fn mixed(random: &mut Random) -> Variant {
    let (mut drawing, text) = drawing(random);
    drawing.module = random.between(2.5, 7.0);
    drawing.angle = random.between(-20.0, 20.0);
    drawing.tilt = [random.between(-15.0, 15.0), random.between(-15.0, 15.0)];
    if random.whole(0, 2) == 0 {
        std::mem::swap(&mut drawing.dark, &mut drawing.light);
    } else {
        drawing.dark = [
            random.between(0.0, 110.0),
            random.between(0.0, 110.0),
            random.between(0.0, 110.0),
        ];
    }
    let side = (drawing.size() as f32 + 12.0) * drawing.module * 1.3;
    let mut picture = drawing.draw_on(side as u32, side as u32, [side / 2.0; 2]);
    if random.whole(0, 1) == 0 {
        picture = blur(&picture, drawing.module * random.between(0.1, 0.4));
    }
    let deviation = random.between(2.0, 20.0);
    add_noise(&mut picture, deviation, random);
    let quality = random.whole(25, 85) as u8;
    one(through_jpeg(&picture, quality), text)
}
