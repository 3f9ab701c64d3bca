// Frontend fills internal/web/assets/dist with the files for the browser.
//
// npm has unpacked the packages that package-lock.json pins. This tool takes
// from them only the files that SHA256SUMS names, and only if their bytes have
// the sum that was committed; one other byte stops it, and nothing is copied.
// It runs no script of any package. It belongs to the build, not the product.
package main
