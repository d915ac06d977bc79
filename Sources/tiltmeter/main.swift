print("tiltmeter")
