/** A person's photo, made ready in the browser: upright, at most 1600 pixels, without any metadata. */

const LONG_SIDE = 1600
const TYPES = ['image/jpeg', 'image/png', 'image/webp']

/** Resolves to { blob, url, width, height }; throws an Error whose message is a key of `words.js`. */
export async function prepare(file) {
  if (!file || file.size === 0) throw new Error('problem.missing_image')
  // Phones name HEIC files by their ending only; a browser that can read them says so below.
  if (file.type && !file.type.startsWith('image/')) throw new Error('problem.not_an_image')
  let bitmap
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    throw new Error(TYPES.includes(file.type) ? 'problem.image_damaged' : 'problem.not_an_image')
  }
  if (Math.min(bitmap.width, bitmap.height) < 16) throw new Error('problem.image_too_small')
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)))
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff' // transparent cut-outs lie on white, as on the server
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
  if (!blob) throw new Error('problem.image_damaged')
  return { blob, url: URL.createObjectURL(blob), width, height }
}
