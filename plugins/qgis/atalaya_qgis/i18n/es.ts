<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>@default</name>
    <message>
        <source>About Atalaya</source>
        <translation>Acerca de Atalaya</translation>
    </message>
    <message>
        <source>Acknowledged by</source>
        <translation>Reconocida por</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Áreas</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>Bienes</translation>
    </message>
    <message>
        <source>Assigned</source>
        <translation>Asignado</translation>
    </message>
    <message>
        <source>At the place</source>
        <translation>En el lugar</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>Atributos</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Disponible</translation>
    </message>
    <message>
        <source>Base map: {name}</source>
        <translation>Mapa base: {name}</translation>
    </message>
    <message>
        <source>Cabinets</source>
        <translation>Gabinetes</translation>
    </message>
    <message>
        <source>Camera degraded</source>
        <translation>Cámara degradada</translation>
    </message>
    <message>
        <source>Camera offline</source>
        <translation>Cámara sin conexión</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Cámaras</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Choose a layer of points, lines or areas in the list first.</source>
        <translation>Elija antes en la lista una capa de puntos, líneas o áreas.</translation>
    </message>
    <message>
        <source>Claimed by</source>
        <translation>Atendida por</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Cerrado</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Container full</source>
        <translation>Contenedor lleno</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Contenedores</translation>
    </message>
    <message>
        <source>Continuous flow</source>
        <translation>Flujo continuo</translation>
    </message>
    <message>
        <source>Copyright the Atalaya contributors. Free software under the GNU Affero General Public License, version 3 or later: you may use, study, change and share it; it comes without warranty. The text is in the file LICENSE.</source>
        <translation>Derechos de autor de quienes contribuyen a Atalaya. Software libre bajo la Licencia Pública General Affero de GNU, versión 3 o posterior: puede usarlo, estudiarlo, cambiarlo y compartirlo; se entrega sin garantía. El texto está en el archivo LICENSE.</translation>
    </message>
    <message>
        <source>Crowd</source>
        <translation>Aglomeración</translation>
    </message>
    <message>
        <source>Data folder of the console</source>
        <translation>Carpeta de datos de la consola</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base de datos</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>Disk almost full</source>
        <translation>Disco casi lleno</translation>
    </message>
    <message>
        <source>Districts of the water network</source>
        <translation>Distritos de la red de agua</translation>
    </message>
    <message>
        <source>EXERCISE · NOTHING IS REAL</source>
        <translation>SIMULACRO · NADA ES REAL</translation>
    </message>
    <message>
        <source>Field of view (degrees)</source>
        <translation>Campo de visión (grados)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>File of this machine</source>
        <translation>Archivo de este equipo</translation>
    </message>
    <message>
        <source>Folder of the base maps</source>
        <translation>Carpeta de los mapas base</translation>
    </message>
    <message>
        <source>Folio</source>
        <translation>Folio</translation>
    </message>
    <message>
        <source>Footprints of photos</source>
        <translation>Huellas de fotos</translation>
    </message>
    <message>
        <source>Gap in the data</source>
        <translation>Hueco en los datos</translation>
    </message>
    <message>
        <source>Ground</source>
        <translation>Suelo</translation>
    </message>
    <message>
        <source>Ground pixel (cm)</source>
        <translation>Píxel en el suelo (cm)</translation>
    </message>
    <message>
        <source>Heading (degrees)</source>
        <translation>Rumbo (grados)</translation>
    </message>
    <message>
        <source>Height (m)</source>
        <translation>Altura (m)</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Intrusion</source>
        <translation>Intrusión</translation>
    </message>
    <message>
        <source>It is opened for reading alone, while the city goes on writing to it.</source>
        <translation>Se abre solo para lectura, mientras la ciudad sigue escribiendo en él.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Clase</translation>
    </message>
    <message>
        <source>Kind of unit</source>
        <translation>Clase de unidad</translation>
    </message>
    <message>
        <source>Line crossed</source>
        <translation>Cruce de línea</translation>
    </message>
    <message>
        <source>Linked with the console.</source>
        <translation>Enlazado con la consola.</translation>
    </message>
    <message>
        <source>Loitering</source>
        <translation>Merodeo</translation>
    </message>
    <message>
        <source>Look for the console on this machine</source>
        <translation>Buscar la consola en este equipo</translation>
    </message>
    <message>
        <source>Look of the layers</source>
        <translation>Aspecto de las capas</translation>
    </message>
    <message>
        <source>Low battery</source>
        <translation>Batería baja</translation>
    </message>
    <message>
        <source>Luminaires</source>
        <translation>Luminarias</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>Medidores</translation>
    </message>
    <message>
        <source>Stops</source>
        <translation>Paradas</translation>
    </message>
    <message>
        <source>Trees</source>
        <translation>Árboles</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Name of the source</source>
        <translation>Nombre del origen</translation>
    </message>
    <message>
        <source>Name the file, or the host and the database of the server.</source>
        <translation>Indique el archivo, o el servidor y su base de datos.</translation>
    </message>
    <message>
        <source>Names of areas</source>
        <translation>Nombres de áreas</translation>
    </message>
    <message>
        <source>Names of places</source>
        <translation>Nombres de lugares</translation>
    </message>
    <message>
        <source>Names of streets</source>
        <translation>Nombres de calles</translation>
    </message>
    <message>
        <source>Neighbourhoods</source>
        <translation>Colonias</translation>
    </message>
    <message>
        <source>Night</source>
        <translation>Noche</translation>
    </message>
    <message>
        <source>No signal</source>
        <translation>Sin señal</translation>
    </message>
    <message>
        <source>Node without heartbeat</source>
        <translation>Nodo sin latido</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Object left behind</source>
        <translation>Objeto abandonado</translation>
    </message>
    <message>
        <source>On site</source>
        <translation>En sitio</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>En camino</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open a store of Atalaya</source>
        <translation>Abrir un almacén de Atalaya</translation>
    </message>
    <message>
        <source>Open a store of Atalaya…</source>
        <translation>Abrir un almacén de Atalaya…</translation>
    </message>
    <message>
        <source>Open alarms</source>
        <translation>Alarmas abiertas</translation>
    </message>
    <message>
        <source>Open incidents</source>
        <translation>Incidentes abiertos</translation>
    </message>
    <message>
        <source>Open, nobody assigned</source>
        <translation>Abierto, sin asignar</translation>
    </message>
    <message>
        <source>Opened at</source>
        <translation>Abierto a las</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>Abierto por</translation>
    </message>
    <message>
        <source>Opening {store}</source>
        <translation>Abriendo {store}</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>Fuera de servicio</translation>
    </message>
    <message>
        <source>P1 high</source>
        <translation>P1 alta</translation>
    </message>
    <message>
        <source>P2 medium</source>
        <translation>P2 media</translation>
    </message>
    <message>
        <source>P3 low</source>
        <translation>P3 baja</translation>
    </message>
    <message>
        <source>Panic button</source>
        <translation>Botón de pánico</translation>
    </message>
    <message>
        <source>Parks</source>
        <translation>Parques</translation>
    </message>
    <message>
        <source>Phase lost</source>
        <translation>Fase perdida</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Pitch (degrees)</source>
        <translation>Inclinación (grados)</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Puerto</translation>
    </message>
    <message>
        <source>PostGIS server</source>
        <translation>Servidor PostGIS</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridad</translation>
    </message>
    <message>
        <source>QGIS follows the console</source>
        <translation>QGIS sigue a la consola</translation>
    </message>
    <message>
        <source>Raised at</source>
        <translation>Activada a las</translation>
    </message>
    <message>
        <source>Range (m)</source>
        <translation>Alcance (m)</translation>
    </message>
    <message>
        <source>Read the live layers again</source>
        <translation>Leer de nuevo las capas vivas</translation>
    </message>
    <message>
        <source>Repaint live layers at most every</source>
        <translation>Redibujar las capas vivas como máximo cada</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Send this layer to the console</source>
        <translation>Enviar esta capa a la consola</translation>
    </message>
    <message>
        <source>Settings of Atalaya</source>
        <translation>Ajustes de Atalaya</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Ajustes…</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Acceso</translation>
    </message>
    <message>
        <source>Silent or lost</source>
        <translation>Sin señal o perdido</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Origen</translation>
    </message>
    <message>
        <source>Speed (m/s)</source>
        <translation>Velocidad (m/s)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Stations</source>
        <translation>Estaciones</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Stopped vehicle</source>
        <translation>Vehículo detenido</translation>
    </message>
    <message>
        <source>Store of Atalaya (*.sqlite);;Any file (*)</source>
        <translation>Almacén de Atalaya (*.sqlite);;Cualquier archivo (*)</translation>
    </message>
    <message>
        <source>Streets</source>
        <translation>Calles</translation>
    </message>
    <message>
        <source>Taken at</source>
        <translation>Tomada a las</translation>
    </message>
    <message>
        <source>The console answers only where its own settings say qgis = true (atalaya.toml).</source>
        <translation>La consola solo responde si sus propios ajustes dicen qgis = true (atalaya.toml).</translation>
    </message>
    <message>
        <source>The console has gone.</source>
        <translation>La consola se ha cerrado.</translation>
    </message>
    <message>
        <source>The console has the layer {name}.</source>
        <translation>La consola tiene la capa {name}.</translation>
    </message>
    <message>
        <source>The console named no store that can be opened.</source>
        <translation>La consola no indicó un almacén que se pueda abrir.</translation>
    </message>
    <message>
        <source>The console refused: {why}</source>
        <translation>La consola no lo aceptó: {why}</translation>
    </message>
    <message>
        <source>The layer was not sent.</source>
        <translation>La capa no se envió.</translation>
    </message>
    <message>
        <source>The living map of a municipal operations centre, in QGIS.</source>
        <translation>El mapa vivo de un centro de mando municipal, en QGIS.</translation>
    </message>
    <message>
        <source>The store cannot be opened.</source>
        <translation>No se puede abrir el almacén.</translation>
    </message>
    <message>
        <source>The store's file</source>
        <translation>El archivo del almacén</translation>
    </message>
    <message>
        <source>There is no file {path}. Choose the file atalaya.sqlite of the data folder.</source>
        <translation>No existe el archivo {path}. Elija el archivo atalaya.sqlite de la carpeta de datos.</translation>
    </message>
    <message>
        <source>This view is no part of the Earth in degrees: zoom in first.</source>
        <translation>Esta vista no es una parte de la Tierra en grados: acérquese antes.</translation>
    </message>
    <message>
        <source>Time of the position</source>
        <translation>Hora de la posición</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Type (CNIE)</source>
        <translation>Tipo (CNIE)</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Unidades</translation>
    </message>
    <message>
        <source>Views of cameras</source>
        <translation>Vistas de cámaras</translation>
    </message>
    <message>
        <source>With qgis-plugin-tools (GPL), icons of Phosphor (MIT) and the typeface IBM Plex (SIL OFL 1.1).</source>
        <translation>Con qgis-plugin-tools (GPL), iconos de Phosphor (MIT) y la tipografía IBM Plex (SIL OFL 1.1).</translation>
    </message>
    <message>
        <source>Wrong way</source>
        <translation>Sentido contrario</translation>
    </message>
    <message>
        <source>Yaw (degrees)</source>
        <translation>Guiñada (grados)</translation>
    </message>
    <message>
        <source>Zoom the console to this view</source>
        <translation>Llevar la consola a esta vista</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>reconocida</translation>
    </message>
    <message>
        <source>ended, not acknowledged</source>
        <translation>terminada, sin reconocer</translation>
    </message>
    <message>
        <source>it cannot show that view</source>
        <translation>no puede mostrar esa vista</translation>
    </message>
    <message>
        <source>it does not find the file</source>
        <translation>no encuentra el archivo</translation>
    </message>
    <message>
        <source>no console is linked</source>
        <translation>no hay una consola enlazada</translation>
    </message>
    <message>
        <source>no store is open</source>
        <translation>no hay un almacén abierto</translation>
    </message>
    <message>
        <source>nobody is signed in there</source>
        <translation>nadie ha iniciado sesión en ella</translation>
    </message>
    <message>
        <source>not acknowledged</source>
        <translation>sin reconocer</translation>
    </message>
    <message>
        <source>the file belongs to somebody else</source>
        <translation>el archivo es de otra persona</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>el archivo está vacío</translation>
    </message>
    <message>
        <source>the file is no GeoPackage</source>
        <translation>el archivo no es un GeoPackage</translation>
    </message>
    <message>
        <source>the file is not a plain file</source>
        <translation>no es un archivo común</translation>
    </message>
    <message>
        <source>the file is too large</source>
        <translation>el archivo es demasiado grande</translation>
    </message>
    <message>
        <source>{city} is an exercise: nothing in it is real.</source>
        <translation>{city} es un simulacro: nada en él es real.</translation>
    </message>
    <message>
        <source>{name} is being written…</source>
        <translation>Escribiendo {name}…</translation>
    </message>
    <message>
        <source>{path} lies on a network drive ({kind}), where a store in use can be neither locked nor followed. Copy it to this machine, or let the city's store be a PostGIS server.</source>
        <translation>{path} está en una unidad de red ({kind}), donde un almacén en uso no se puede bloquear ni seguir. Cópielo a este equipo, o haga que el almacén de la ciudad sea un servidor PostGIS.</translation>
    </message>
    <message>
        <source>{store} can be read again.</source>
        <translation>{store} se puede leer de nuevo.</translation>
    </message>
    <message>
        <source>{store} cannot be read: what is shown may be old.</source>
        <translation>{store} no se puede leer: lo que se muestra puede ser antiguo.</translation>
    </message>
    <message>
        <source>{store} cannot be read: {why}</source>
        <translation>{store} no se puede leer: {why}</translation>
    </message>
    <message>
        <source>{store} is locked by another program. It is tried again when you open it once more.</source>
        <translation>{store} está bloqueado por otro programa. Ábralo de nuevo en un momento.</translation>
    </message>
    <message>
        <source>{store} is no store of Atalaya.</source>
        <translation>{store} no es un almacén de Atalaya.</translation>
    </message>
    <message>
        <source>{store} was made by a newer Atalaya (views {version}; this plugin knows {known}). Update the plugin.</source>
        <translation>{store} lo hizo un Atalaya más nuevo (vistas {version}; este complemento conoce {known}). Actualice el complemento.</translation>
    </message>
    <message>
        <source>{store} was made by an older Atalaya that had no views for QGIS. Start today's console or node on it once.</source>
        <translation>{store} lo hizo un Atalaya anterior, sin vistas para QGIS. Abra una vez en él la consola o el nodo actuales.</translation>
    </message>
</context>
</TS>
