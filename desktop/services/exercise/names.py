"""Names of streets and neighbourhoods as a Mexican municipality has them. All of a made-up town."""

CITY_NAME = "San Marcos del Valle"
CITY_CODE = "SMV"
SCENE_FILE = "escena_generada.mp4"
LOGIN = "simulacro"
PASSPHRASE = "nada de esto es real"  # noqa: S105  no secret: it opens made-up data, and only in a store of the exercise

EAST_WEST = ("Blvd. Benito Juárez", "Av. Hidalgo", "Calz. Insurgentes", "Av. Francisco I. Madero")
NORTH_SOUTH = ("Av. Revolución", "Av. José María Morelos", "Calz. Lázaro Cárdenas", "Av. Constituyentes")
RING = "Libramiento Sor Juana Inés de la Cruz"
RIVER = "Río San Marcos"
RAILWAY = "Ferrocarril Central"

NEIGHBOURHOODS = (
    "Centro", "Barrio de Santiago", "Barrio de San Miguel", "La Estación", "Las Huertas", "Jardines del Valle",
    "Obrera", "Industrial", "Lomas de San Marcos", "El Mirador", "Magisterial", "Benito Juárez", "Emiliano Zapata",
    "Las Flores", "Los Pinos", "El Refugio", "Santa Lucía", "Villas del Río", "Ampliación Morelos", "La Loma",
    "San Isidro", "Valle Dorado", "Independencia", "Los Fresnos", "La Purísima", "Tierra y Libertad",
    "Arboledas", "El Carmen", "Bugambilias", "Miravalle",
)  # fmt: skip

STREETS = (
    "5 de Mayo", "16 de Septiembre", "20 de Noviembre", "Miguel Allende", "Ignacio Aldama", "Mariano Matamoros",
    "Vicente Guerrero", "Josefa Ortiz de Domínguez", "Leona Vicario", "Mariano Abasolo", "Nicolás Bravo",
    "Guadalupe Victoria", "Melchor Ocampo", "Sebastián Lerdo de Tejada", "Ignacio Zaragoza", "Porfirio Díaz",
    "Venustiano Carranza", "Álvaro Obregón", "Francisco Villa", "Felipe Ángeles", "Ricardo Flores Magón",
    "Niños Héroes", "Ramón López Velarde", "Amado Nervo", "Manuel M. Ponce", "Juventino Rosas", "Sor Juana",
    "Reforma", "Libertad", "Progreso", "Unión", "Victoria", "Alameda", "De la Paz", "Del Trabajo", "Fresno",
    "Jacaranda", "Mezquite", "Encino", "Nogal", "Sauce", "Laurel", "Ciprés", "Olmo", "Clavel", "Azucena",
    "Violeta", "Gardenia", "Dalia", "Río Lerma", "Río Bravo", "Río Balsas", "Río Usumacinta", "Sierra Madre",
    "Sierra Fría", "Cerro del Muerto", "Popocatépetl", "Iztaccíhuatl", "Durango", "Jalisco", "Zacatecas",
    "Guanajuato", "Oaxaca", "Veracruz", "Sonora", "Coahuila", "Mina", "Hacienda", "La Troje", "El Molino",
    "Tlaxcala", "Quetzal", "Colibrí", "Cenzontle", "Halcón", "Obsidiana", "Jade", "Turquesa", "Mercurio", "Neptuno",
)  # fmt: skip

PARKS = (
    "Parque Morelos", "Jardín Principal", "Parque Los Sauces", "Unidad Deportiva Norte", "Parque Lineal del Río",
    "Jardín de Santiago", "Parque La Estación", "Parque Bicentenario", "Jardín San Miguel", "Parque Arboledas",
    "Unidad Deportiva Sur", "Parque Los Fresnos",
)  # fmt: skip

CAMERA_SITES = (
    "Parque Morelos norte", "Blvd. Juárez y Revolución", "Jardín Principal", "Hidalgo y Morelos", "La Estación",
    "Mercado", "Hidalgo y Cárdenas", "Insurgentes y Morelos", "Puente Insurgentes", "Madero y Constituyentes",
    "Central camionera", "Unidad Deportiva Norte",
)  # fmt: skip
